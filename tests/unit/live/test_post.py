import threading
import time

from luminabi_dash.live.post import BYTES, MESSAGES, Post


def stuck_post():
    got, go = [], threading.Event()

    def carry(message):
        go.wait(10)
        got.append(message)

    return Post("test", carry), got, go


def test_what_is_put_in_is_handed_on_in_order():
    post, got, go = stuck_post()
    for number in range(100):
        post.put(b"%d" % number)
    go.set()
    post.close()
    assert got == [b"%d" % number for number in range(100)]


def test_the_oldest_are_forgotten_by_number_and_by_size():
    for size, kept in ((1, MESSAGES), (60_000, BYTES // 60_000)):
        post, got, go = stuck_post()
        for number in range(MESSAGES + 200):
            post.put(number.to_bytes(4, "big") + b"x" * (size - 4))
        go.set()
        post.close()
        assert kept <= len(got) <= kept + 1  # one was with the carrier
        assert got[-1][:4] == (MESSAGES + 199).to_bytes(4, "big")


def test_a_close_does_not_wait_for_one_who_is_stuck():
    post, _, go = stuck_post()
    post.put(b"x")
    began = time.perf_counter()
    post.close()
    post.put(b"too late")
    assert time.perf_counter() - began < 3
    go.set()


def test_what_cannot_be_carried_is_logged_and_the_next_goes(caplog):
    got = []
    post = Post("test", lambda message: got.append(10 // len(message)))
    post.put(b"")
    post.put(b"12345")
    post.close()
    assert got == [2]
    assert "could not be handed on" in caplog.text
