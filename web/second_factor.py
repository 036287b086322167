"""A wrong code while an authenticator is set up: the same picture stays, for nobody scans anew because of a slip of the finger."""

from flask import Response, current_app, make_response, render_template, request, url_for
from flask_login import current_user
from flask_security import TwoFactorVerifyCodeForm
from flask_security.utils import check_and_get_token_status

VALIDATE = "security.two_factor_setup_validate"


def keep_picture(response: Response) -> Response:
    """The page of the picture in place of the way back to its beginning; any other answer as it is. The picture lasts as long as before."""
    if request.endpoint != VALIDATE or response.location != url_for("security.two_factor_setup"):
        return response
    token, security = str((request.view_args or {}).get("token")), current_app.extensions["security"]
    expired, invalid, state = check_and_get_token_status(token, "tf_setup", current_app.config["SECURITY_TWO_FACTOR_SETUP_WITHIN"])
    if expired or invalid or state["method"] != "authenticator":
        return response
    shown = security.totp_factory.fetch_setup_values(state["totp_secret"], current_user)
    page = render_template(
        current_app.config["SECURITY_TWO_FACTOR_SETUP_TEMPLATE"], chosen_method="authenticator", changing=True, state_token=token,
        two_factor_verify_code_form=TwoFactorVerifyCodeForm(formdata=None), authr_qrcode=shown["image"], authr_key=shown["key"],
    )  # fmt: skip
    return make_response(page, 422)
