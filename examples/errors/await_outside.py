"""`await` stands inside an `async def`, and nowhere else."""

import textwrap

at_the_top = "await publish()"
in_a_plain_function = """
    def main():
        await publish()
"""
in_an_async_function = """
    async def main():
        await publish()
"""

if __name__ == "__main__":
    for script in (
        at_the_top,
        in_a_plain_function,
        in_an_async_function,
    ):
        try:
            compile(textwrap.dedent(script), "blog.py", "exec")
            print("no error")
        except SyntaxError as error:
            print(f"{type(error).__name__}: {error.msg}")
