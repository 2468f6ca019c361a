"""scikit-learn's digits hello world: 64-50-10, float64."""
import warnings

from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier


def contestant(mode, threads):
    def prepare(work):
        warnings.simplefilter("ignore")
        X, y = load_digits(return_X_y=True)
        X, _, y, _ = train_test_split(X, y, test_size=0.2, random_state=42)

        def fit():
            return MLPClassifier(hidden_layer_sizes=(50,), max_iter=500, random_state=42).fit(X, y)

        return fit, float(fit().n_iter_), 1, True

    return prepare
