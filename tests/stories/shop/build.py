"""The shop's build command: write the bundler's output anew, and say for which release."""

import os
import shutil
import sys

print("building", os.environ.get("SENTRY_RELEASE"))
shutil.copytree("made", "out", dirs_exist_ok=True, copy_function=shutil.copyfile)
sys.exit(int(os.environ.get("SHOP_EXIT", "0")))
