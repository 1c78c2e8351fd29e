"""A browser on the Flask test client: keeps cookies, sends the CSRF token as Dash does."""

import re


class Browser:
    def __init__(self, client, password):
        self.client = client
        self.password = password

    def sign_in(self, user):
        page = self.client.get("/login")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
        answer = self.client.post(
            "/login",
            data={"csrf_token": token, "email": user.email, "password": self.password},
        )
        assert answer.status_code == 303, answer.text
        return self

    @property
    def csrf(self):
        cookie = self.client.get_cookie("_csrf_token")
        return "" if cookie is None else cookie.value

    def get(self, path, **more):
        return self.client.get(path, **more)

    def post(self, path, **more):
        return self.client.post(path, headers={"X-CSRFToken": self.csrf}, **more)

    def fire(self, output, inputs, state=(), changed=None, outputs=None):
        """POST to the callback route the way the Dash renderer does."""

        def as_json(given):
            return [
                [{"id": i, "property": p, "value": v} for i, p, v in one]
                if isinstance(one, list)
                else {"id": one[0], "property": one[1], "value": one[2]}
                for one in given
            ]

        if outputs is None:
            id_, prop = output.rsplit(".", 1)
            outputs = {"id": id_, "property": prop}
        first = inputs[0][0] if isinstance(inputs[0], list) else inputs[0]
        return self.post(
            "/_dash-update-component",
            json={
                "output": output,
                "outputs": outputs,
                "inputs": as_json(inputs),
                "state": as_json(state),
                "changedPropIds": [changed or f"{first[0]}.{first[1]}"],
            },
        )
