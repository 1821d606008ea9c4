"""Reading a message without any network: what it is about, in which tone, and whether it is small talk.

Importing this package is cheap; numpy and scikit-learn are loaded by the first message of a process.
"""
