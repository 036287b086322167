"""The pages put onto an application: Bootstrap from local files, languages, headers, errors, routes."""

from flask import Flask
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from jinja2 import FileSystemLoader

from api.i18n import LANGUAGES, words
from services.installation import Installation
from web import assets, links
from web.catalogues import compile_catalogues
from web.errors import init_errors
from web.headers import harden, script_nonce
from web.identity import INSTALLATION, current_reader
from web.languages import NAMES, current_language, remember_language
from web.names import name_of, pay_range, short_day
from web.routes import TEMPLATES, blueprint
from web.second_factor import keep_picture
from web.sections import sections_of


def init_web(app: Flask, installation: Installation) -> None:
    """Serve the pages of an installation."""
    app.extensions.setdefault(INSTALLATION, installation)
    app.jinja_loader = FileSystemLoader(TEMPLATES)  # before those of extensions, whose pages we lay out anew
    app.static_url_path = "/static"  # Bootstrap-Flask hangs its folder below it
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    Bootstrap5(app)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(compile_catalogues(installation.settings.data_folder / "translations"))
    app.config["BABEL_DEFAULT_LOCALE"] = "ru"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Minsk"
    Babel(app, locale_selector=current_language)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals["script_nonce_of_page"] = script_nonce  # a global, because imported macros see no context
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(blueprint)
    app.context_processor(_surroundings)
    init_errors(app)
    app.after_request(harden)
    app.after_request(remember_language)
    app.after_request(assets.pack)
    app.after_request(keep_picture)


def _surroundings() -> dict[str, object]:
    """What every template may use."""
    language = current_language()
    return {
        "say": words(language),
        "language": language,
        "languages": [(code, NAMES[code]) for code in LANGUAGES],
        "reader": (reader := current_reader()),
        "sections": sections_of(reader),
        "here": links.here,
        "there": links.there,
        "own_file": assets.own_file,
        "bootstrap_file": assets.bootstrap_file,
        "name_of": name_of,
        "pay_range": pay_range,
        "short_day": short_day,
    }
