"""Training data and tables: whom they leave out, whom they typecast.

Import from the parts: ``corpus`` counts texts.
"""
