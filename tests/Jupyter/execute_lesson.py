"""Executes a notebook with nbclient and writes what it became: execute_lesson.py NOTEBOOK RESULT."""
import os
import sys

import nbformat
from nbclient import NotebookClient

source, target = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
NotebookClient(notebook, timeout=600, kernel_name=".net-csharp", resources={"metadata": {"path": os.getcwd()}}).execute()
nbformat.validate(notebook)
nbformat.write(notebook, target)
