"""Work on many shards: in one process, in several, on many machines; resumed where it stopped."""

from isonomia.assess.data.running.cluster import Cluster
from isonomia.assess.data.running.executors import Executor, OneProcess, Pool
from isonomia.assess.data.running.results import Place, RunResult, ShardResult, Work
from isonomia.assess.data.running.run import run_shards
from isonomia.assess.data.running.scan import CorpusTask, scan_shard

__all__ = [
    "Cluster",
    "CorpusTask",
    "Executor",
    "OneProcess",
    "Place",
    "Pool",
    "RunResult",
    "ShardResult",
    "Work",
    "run_shards",
    "scan_shard",
]
