"""What the settings want otherwise than an index is made."""

from collections.abc import Mapping
from pathlib import Path

from qa.settings import Settings


def differing(settings: Settings, recipe: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """What the settings want otherwise than an index is made, by name: (made, wanted); no model is opened for it."""
    found = {name: (recipe[name], value) for name, value in settings.splitting if recipe.get(name, value) != value}
    made, wanted = str(recipe["model"]), settings.model
    if wanted != made and Path(wanted).name != made.rpartition("@")[0]:  # behind the @ stands which state of it
        found["model"] = made, wanted
    return found
