"""What is missing: noticed by searches, the assistant and tickets, decided by editors.

sameness   which questions are the same, and what of them may be kept
noting     counting that something was asked, and when what was decided comes back
searches   what people search for without finding it
deciding   what editors do with a gap
"""
