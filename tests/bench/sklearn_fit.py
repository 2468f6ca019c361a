"""Fits scikit-learn's digits hello world once, on one thread, and prints the seconds. --check: only whether it could."""
import os
import sys
import time
import warnings

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
from sklearn.datasets import load_digits  # noqa: E402
from sklearn.model_selection import train_test_split  # noqa: E402
from sklearn.neural_network import MLPClassifier  # noqa: E402

if "--check" not in sys.argv:
    warnings.simplefilter("ignore")
    X, y = load_digits(return_X_y=True)
    X, _, y, _ = train_test_split(X, y, test_size=0.2, random_state=42)
    MLPClassifier(hidden_layer_sizes=(50,), max_iter=2, random_state=42).fit(X, y)
    mlp = MLPClassifier(hidden_layer_sizes=(50,), max_iter=500, random_state=42)
    start = time.perf_counter()
    mlp.fit(X, y)
    print(time.perf_counter() - start)
