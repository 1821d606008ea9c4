"""FAQs and articles as files, for translators and for spreadsheets: CSV, XLSX and JSON, one page a row.

columns    which columns there are, and how a cell is written and read
formats    files to tables and back
planning   what a table would change, row by row, with everything that is wrong with it
resources  the same as django-import-export wants it: exports, imports, dry runs
uploads    where a file stays between its dry run and its import
"""
