"""The challenge that a browser solves before it sends an open form."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue

from auth.access.declarations import public
from auth.access.scripts import proof_of_work, proofs
from auth.core.errors import NotFoundError
from auth.core.translation import gettext as _
from auth.db.database import unit_of_work
from auth.pages.blueprint import blueprint


@blueprint.get("/proof-of-work")
@public
def challenge() -> ResponseReturnValue:
    """Return a new challenge, in the form of ALTCHA.

    :raises NotFoundError: if the site asks for no proof of work.
    """
    with unit_of_work(write=False) as work:
        site = proofs.asking_site(work.session)
        if site is None:
            raise NotFoundError(_("This site asks for no proof of work."))
        made = proof_of_work.challenge(key=proofs.key(), site_id=site.id, now=work.now)
    response = jsonify(made.to_dict())
    response.headers["Cache-Control"] = "no-store"
    return response
