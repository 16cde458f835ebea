"""In a job, whose future keeps it."""

import os
from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor() as pool:
    print(pool.submit(os.fork).exception())
print("the end")
