"""For tests of whatever uses Isonomia: a model and an endpoint that answer as you say."""

from isonomia.testing.clock import FastClock
from isonomia.testing.endpoint import Asked, MockEndpoint
from isonomia.testing.faults import Fault
from isonomia.testing.mock import MockModel

__all__ = ["Asked", "FastClock", "Fault", "MockEndpoint", "MockModel"]
