"""``talentcard notify`` against a real mail server: nothing lost, and nothing doubled but what the ledger lists."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

import custody_world
import minis
from mail_world import DAY, MOMENT, Runs, laid_out, mailbox, many, run, standing
from mailhost import PASSWORD, USER, Fault, MailHost, serving
from talentcard.cli import main
from talentcard.context import MailSettings
from talentcard.core.delivery.sent import State, Tracked
from talentcard.mailing.access import access

MANY, WORLDS, KILLS, SEED = 8, 5, 8, 20261020
NEXT = DAY + dt.timedelta(days=1)
SMALL = 5
"""So many of the small registry's contacts are to be told something on that day."""
EMPLOYER, DEPUTY = "con-emp0000001", "con-dst0000001"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return laid_out(tmp_path_factory.mktemp("registry"), many(MANY))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return laid_out(tmp_path_factory.mktemp("small"), {})


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailHost]:
    with serving(tmp_path_factory.mktemp("mailhost")) as host:
        yield host


@pytest.fixture
def server(running: MailHost) -> MailHost:
    running.forget()
    return running


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return tmp_path / "outbox"


def tracked(box: Path) -> dict[str, Tracked]:
    """By recipient."""
    return {message.recipient: message for message in standing(box).messages.values()}


def states(box: Path) -> set[State]:
    return {message.state for message in tracked(box).values()}


def names(box: Path) -> set[str]:
    return {message.first.message_id or "" for message in tracked(box).values()}


# ---- none missing, doubles only as listed --------------------------------------------------------------


def test_killed_at_random_points_and_run_again(registry: Path, server: MailHost, tmp_path: Path) -> None:
    """kill -9 at points drawn by lot, until a run comes through: each message arrives, a second copy is listed.

    The first kill of each world is not drawn: it comes between the server's keeping a text and its answer.
    """
    draw, runs = random.Random(SEED), Runs(registry, server.environment())
    kills, sent, doubles, doubts = 0, 0, 0, 0
    for world in range(WORLDS):
        server.forget()
        server.slow(0.5)
        outbox = tmp_path / f"box-{world}"
        process = runs.start(outbox)
        while not server.taken():
            time.sleep(0.001)
        code = runs.end(process)
        server.slow(0.003)
        while code < 0:
            kills += 1
            process = runs.start(outbox)
            drawn_moment(draw, server)
            code = runs.end(process if kills < KILLS * (world + 1) else None)
        copies, ledger = server.copies(), tracked(outbox).values()
        assert states(outbox) == {State.SENT}
        assert copies.keys() == names(outbox)
        for message in ledger:
            assert copies[message.first.message_id or ""] <= 1 + message.doubts
        sent += len(ledger)
        doubles += copies.total() - len(copies)
        doubts += sum(message.doubts for message in ledger)
    runs.close()
    print(f"kills {kills}, messages {sent}, doubles {doubles}, doubtful {doubts}")
    assert kills >= WORLDS * KILLS / 2
    assert doubles >= WORLDS


def drawn_moment(draw: random.Random, server: MailHost) -> None:
    """Wait for some messages to have arrived, or for none, and a little longer."""
    wanted = len(server.taken()) + draw.randint(0, 2)
    until = time.monotonic() + draw.uniform(0.02, 0.5)
    while len(server.taken()) < wanted and time.monotonic() < until:
        time.sleep(0.0005)
    time.sleep(draw.uniform(0, 0.008))


FAULTS = [
    ([Fault.NOT_NOW], 0),
    ([Fault.NOT_THIS_NOW, None, Fault.NOT_NOW], 0),
    ([None, Fault.BROKEN_BEFORE], 0),
    ([Fault.BROKEN_BEFORE, None, Fault.BROKEN_BEFORE, Fault.NOT_NOW], 0),
    ([Fault.SLOW_BEFORE], 0),
    ([Fault.BROKEN_AFTER], 1),
    ([None, Fault.SLOW_AFTER, Fault.BROKEN_AFTER], 2),
]


@pytest.mark.parametrize(("faults", "doubled"), FAULTS)
def test_what_goes_wrong_for_now_is_made_good(
    small: Path, server: MailHost, box: Path, faults: list[Fault | None], doubled: int
) -> None:
    """In the same run; doubled is only what was lost after the text, with the same Message-ID and the same text."""
    server.order(*faults)
    ran = run(small, box, server.environment(TIMEOUT="0.3"))
    assert server.obeyed()
    copies = server.copies()
    assert (ran.code, states(box)) == (int(doubled > 0), {State.SENT})
    assert copies.keys() == names(box)
    twice = {name for name, count in copies.items() if count == 2}
    assert (len(twice), copies.total()) == (doubled, len(copies) + doubled)
    assert twice == {message.first.message_id for message in standing(box).doubtful()}
    assert len({one["text"] for one in server.taken()}) == len(copies)
    assert ran.out.count("可能重复：") == doubled
    assert all(name in ran.out for name in twice)
    again = run(small, box, server.environment())
    assert (again.code, again.out) == (0, f"截至 {DAY}，没有新的需要通知的。\n")
    assert server.copies() == copies


def test_a_server_that_refuses_for_now_is_asked_again_later(small: Path, server: MailHost, box: Path) -> None:
    """Not before its time, which doubles with each failure."""
    server.order(Fault.NOT_NOW, *[None] * (SMALL - 1), Fault.NOT_NOW, Fault.NOT_NOW)
    first = run(small, box, server.environment())
    (late,) = standing(box).still_to_send()
    assert (first.code, late.state, late.failures) == (1, State.DEFERRED, 3)
    assert f"待发：{late.first.key}（试过 3 次）" in first.out
    assert late.last.next == late.last.at + dt.timedelta(minutes=60)
    early = run(small, box, server.environment(), moment=MOMENT + dt.timedelta(minutes=59))
    assert (early.code, len(server.taken())) == (1, len(names(box)) - 1)
    assert run(small, box, server.environment(), moment=MOMENT + dt.timedelta(minutes=61)).code == 0
    assert set(server.copies().values()) == {1}
    assert server.copies().keys() == names(box)


def test_a_dead_server_loses_nothing(small: Path, server: MailHost, box: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        dead = server.environment(PORT=str(unused.getsockname()[1]))
        ran = run(small, box, dead)
    assert (ran.code, states(box)) == (1, {State.QUEUED})
    assert "邮件服务器连不上" in ran.err
    assert run(small, box, server.environment()).code == 0
    assert server.copies().keys() == names(box)
    assert set(server.copies().values()) == {1}


def test_a_server_that_hangs_is_left_alone(registry: Path, server: MailHost, box: Path) -> None:
    """Three breaks in a row end the run; twelve time-outs would take minutes."""
    server.order(*[Fault.SLOW_BEFORE] * 12)
    ran = run(registry, box, server.environment(TIMEOUT="0.2"))
    assert (ran.code, server.taken()) == (1, [])
    assert "其余的留在发件箱" in ran.err
    server.order()
    assert run(registry, box, server.environment()).code == 0
    assert server.copies().keys() == names(box)


def test_two_runs_at_once_double_nothing(registry: Path, server: MailHost, box: Path) -> None:
    """Real processes of the real command: the second finds the outbox held, or nothing left to do."""
    server.slow(0.02)
    command = [sys.executable, "-m", "talentcard", "notify", "--root", str(registry), "--outbox", str(box)]
    with_mail = {**os.environ, **server.environment()}
    both = [subprocess.Popen(command, env=with_mail, stdout=-3, stderr=subprocess.PIPE, text=True) for _ in "ab"]
    said = [process.communicate()[1] for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 0], [0, 2]), said
    assert states(box) == {State.SENT}
    assert server.copies().keys() == names(box)
    assert set(server.copies().values()) == {1}


def test_while_one_run_holds_the_outbox_another_says_so(registry: Path, server: MailHost, box: Path) -> None:
    """And one that was killed holds nothing any more."""
    runs = Runs(registry, server.environment())
    server.order(Fault.SLOW_BEFORE)
    process = runs.start(box)
    while not server.obeyed():
        time.sleep(0.001)
    busy = run(registry, box, server.environment())
    assert (busy.code, "正在发送" in busy.err) == (2, True)
    assert runs.end(process) < 0
    assert run(registry, box, server.environment()).code == 0
    runs.close()


# ---- the ledger on disk ----------------------------------------------------------------------------------


def test_a_torn_last_line_is_told_and_harmless(small: Path, server: MailHost, box: Path) -> None:
    """Wherever the tear: what stands before it counts."""
    run(small, box)
    whole = (box / "ledger.jsonl").read_bytes()
    for cut in (5, len(whole) // 3, len(whole) // 2, len(whole) - 1):
        server.forget()
        (box / "ledger.jsonl").write_bytes(whole[:cut])
        ran = run(small, box, server.environment())
        assert (ran.code, "最后一行不完整" in ran.err) == (0, True)
        assert states(box) == {State.SENT}
        assert server.copies().keys() == names(box)


def test_damage_before_the_end_stops_it(small: Path, server: MailHost, box: Path) -> None:
    run(small, box)
    lines = (box / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    (box / "ledger.jsonl").write_bytes(b"".join([*lines[:2], lines[2][:40] + b"\n", *lines[3:]]))
    ran = run(small, box, server.environment())
    assert (ran.code, "第 3 行损坏" in ran.err, server.taken()) == (2, True, [])


def test_another_registry_s_outbox_is_left_alone(small: Path, box: Path) -> None:
    run(small, box)
    text = (box / "ledger.jsonl").read_text(encoding="utf-8")
    (box / "ledger.jsonl").write_text(text.replace('"outbox":"set-registry"', '"outbox":"set-other"'), encoding="utf-8")
    assert "属于另一个登记册" in run(small, box).err


def test_a_message_that_somebody_changed_is_not_sent(small: Path, server: MailHost, box: Path) -> None:
    run(small, box)
    (box / f"{DAY}" / f"{EMPLOYER}.eml").write_text("Subject: other\n\nother\n", encoding="utf-8")
    ran = run(small, box, server.environment())
    assert (ran.code, tracked(box)[EMPLOYER].state, len(server.taken())) == (1, State.REFUSED, SMALL - 1)
    assert f"没有发：{DAY}/{EMPLOYER} 的文件不见了" in ran.out


def test_what_never_left_is_withdrawn_with_its_day(small: Path, server: MailHost, box: Path) -> None:
    """No server on the first day: the second day's messages say it, once."""
    first = run(small, box)
    assert (first.code, f"{SMALL} 封留在发件箱" in first.err) == (1, True)
    again = run(small, box)
    assert (again.code, "没有新的需要通知的" in again.out, f"{SMALL} 封留在发件箱" in again.err) == (1, True, True)
    ran = run(small, box, server.environment(), day=NEXT)
    assert (ran.code, f"撤回以前没有发出的 {SMALL} 封" in ran.out) == (0, True)
    ledger = standing(box).messages
    assert {(m.day, m.state) for m in ledger.values()} == {(DAY, State.WITHDRAWN), (NEXT, State.SENT)}
    assert server.copies().keys() == {m.first.message_id for m in ledger.values() if m.day == NEXT}


def test_the_same_outbox_byte_for_byte(small: Path, tmp_path: Path) -> None:
    for name in "ab":
        run(small, tmp_path / name)
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.eml"))
    assert len(files) == SMALL
    assert all((tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes() for file in files)


# ---- what a message says, and what is never said ------------------------------------------------------


def test_a_message_as_it_arrives(small: Path, server: MailHost, box: Path) -> None:
    """Chinese, and English for an employer; ids and services, dated by the day and not by the clock."""
    assert run(small, box, server.environment()).code == 0
    taken = {one["to"][0]: one for one in server.taken()}
    assert all(one["tls"] and f"<{one['envelope']}>" == one["id"] for one in taken.values())
    found = email.message_from_string(taken[mailbox(EMPLOYER)]["text"], policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    assert (found["From"], found["To"]) == ("office@example.invalid", mailbox(EMPLOYER))
    assert found["Date"].datetime == dt.datetime.combine(DAY, dt.time(9), MOMENT.tzinfo)
    text = found.get_content()
    assert "示例研究院：" in text
    assert "To Sample Institute:" in text
    assert "org-mini-employer；2023-06-01 起算，2023-08-30 到期" in text
    bureau = email.message_from_string(taken[mailbox("con-hrss000001")]["text"], policy=email.policy.default)
    assert isinstance(bureau, EmailMessage)
    assert "Whom to turn to" not in bureau.get_content()


def test_the_feedback_after_a_service_and_an_acknowledgement_come_as_messages(server: MailHost, tmp_path: Path) -> None:
    """六(三): the employer's liaison, on the last day. R-10: each body that was told of a card has to answer for it."""
    path = "records/cards/card-mn00000001.yml"
    card = minis.base()[path].replace(b"2024-01-", b"2026-10-").replace(b"2027-01-18", b"2029-10-18")
    notice = "records/notices/ntc-new0000001.yml"
    served = "records/requests/req-hsh0000001.yml"
    request = minis.base()[served].partition(b"  - {id: eh00004")[0].replace(b"2026-03-", b"2026-10-")
    own = {path: card, notice: minis.base()[notice].replace(b"2024-01-", b"2026-10-"), served: request}
    box = tmp_path / "box"
    root = laid_out(tmp_path / "registry", own)
    ran = run(root, box, server.environment(), day=dt.date(2026, 10, 13))
    assert ran.code == 0
    feedback = said_to(server, EMPLOYER)
    assert "记录 req-hsh0000001；2026-10-12 起算，2026-10-13 到期；依据：六(三)" in feedback
    server.forget()
    assert run(root, box, server.environment(), day=dt.date(2026, 10, 26)).code == 0
    for liaison in ("con-dept000001", "con-hrss000001"):
        said = said_to(server, liaison)
        assert "】被通知的部门和单位各自回执\n   新办人才服务证，记录 card-mn00000001；2026-10-22 起算" in said


def said_to(server: MailHost, contact: str) -> str:
    (taken,) = (one for one in server.taken() if one["to"] == [mailbox(contact)])
    found = email.message_from_string(taken["text"], policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return "\n".join(str(found.get_content()).splitlines())


def test_a_dry_run_names_ids_only_and_leaves_nothing(small: Path, box: Path) -> None:
    ran = run(small, box, {}, "--dry-run", lang="en")
    assert (ran.code, box.exists(), "@" in ran.out) == (0, False, False)
    assert f"{DAY}/{EMPLOYER}: Sample Institute; reminders: 1, card notices: 0" in ran.out
    assert f"dry run, nothing written, nothing sent: {SMALL} new messages" in ran.out


def test_days_off_are_left_in_peace(small: Path, server: MailHost, box: Path) -> None:
    ran = run(small, box, server.environment(), day=dt.date(2026, 10, 24))
    assert (ran.code, ran.out, box.exists()) == (0, "2026-10-24 不是工作日，不发通知。\n", False)


def test_the_outbox_is_never_in_the_registry(small: Path) -> None:
    ran = run(small, small / "build" / "outbox")
    assert (ran.code, "不能放在登记册里" in ran.err, (small / "build").exists()) == (2, True, False)


def test_bodies_without_anybody_are_named_and_fail_the_run(small: Path, server: MailHost, tmp_path: Path) -> None:
    root = shutil.copytree(small, tmp_path / "bare")
    for path in (root / "records" / "contacts").glob("con-spec*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f"mailbox: {mailbox(path.stem)}\n", ""), encoding="utf-8")
    ran = run(root, tmp_path / "box", server.environment())
    assert (ran.code, "org-organisation-dept" in ran.err) == (1, True)


def test_a_file_that_cannot_be_read_is_told(small: Path, server: MailHost, tmp_path: Path) -> None:
    root = shutil.copytree(small, tmp_path / "torn")
    (root / "records" / "rosters" / "ros-emp0000001.yml").write_text("id: [\n", encoding="utf-8")
    ran = run(root, tmp_path / "box", server.environment())
    assert (ran.code, "有 1 个文件无法读取" in ran.err) == (1, True)


# ---- sealed addresses --------------------------------------------------------------------------------


def test_a_sealed_address_is_opened_for_sending_only(server: MailHost, tmp_path: Path) -> None:
    """With the holder's key it is sent; without, it waits. The address is in no file and no word of the run."""
    world = custody_world.founded(tmp_path)
    address = "shili." + "jia@" + "example.invalid"
    path = f"records/contacts/{custody_world.CUSTODIAN}.yml"
    world.write(path, world.read(path) + f"person:\n  name: 示例甲\n  email: {address}\n")
    assert world.run("seal", path).code == 0
    before, box = world.files(), tmp_path / "outbox"
    locked = run(world.root, box, server.environment(), "--keys", str(tmp_path / "none"))
    assert (locked.code, server.taken()) == (1, [])
    assert f"待发：{DAY}/{custody_world.CUSTODIAN}，邮箱是密封的" in locked.out
    opened = run(world.root, box, server.environment(), "--keys", str(world.keys))
    assert opened.code == 0
    assert [one["to"] for one in server.taken()] == [[address]]
    said = "".join((*locked, *opened)[1::3]) + locked.err + opened.err
    kept = b"".join(file.read_bytes() for file in box.rglob("*") if file.is_file())
    assert (address in said, address.encode() in kept, world.files() == before) == (False, False, True)


# ---- the server: TLS, login, refusals -------------------------------------------------------------------


def test_implicit_tls_and_login(small: Path, server: MailHost, box: Path, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    for kind in ("tls", "starttls"):
        given = server.environment(kind, USER=USER, PASSWORD_FILE=str(secret))
        assert run(small, box / kind, given).code == 0
    assert {(one["tls"], one["login"]) for one in server.taken()} == {(True, True)}


REFUSED = [
    ({"SECURITY": "none", "HOST": "192.0.2.1"}, "不加密"),
    ({"SECURITY": "none", "USER": USER, "PASSWORD": PASSWORD}, "不加密"),
    ({"SECURITY": "ssl"}, "只能是"),
    ({"FROM": "office"}, "TALENTCARD_SMTP_FROM"),
    ({"PORT": "x"}, "TALENTCARD_SMTP_PORT"),
    ({"USER": USER}, "TALENTCARD_SMTP_PASSWORD_FILE"),
    ({"USER": USER, "PASSWORD_FILE": "/nonexistent"}, "TALENTCARD_SMTP_PASSWORD_FILE"),
    ({"CA": "/nonexistent"}, "TALENTCARD_SMTP_CA"),
    ({"CA": ""}, "证书无法核实"),
    ({"USER": USER, "PASSWORD": "wrong"}, "不接受登录"),
]


@pytest.mark.parametrize(("given", "why"), REFUSED)
def test_what_is_wrong_with_the_server_stops_it(
    small: Path, server: MailHost, box: Path, given: dict[str, str], why: str
) -> None:
    """Exit code 2 with what to set; nothing is sent, nothing lost, and no password is named."""
    ran = run(small, box, server.environment(**given))
    assert (ran.code, why in ran.err, server.taken()) == (2, True, [])
    assert PASSWORD not in ran.err + ran.out
    assert run(small, box, server.environment()).code == 0
    assert server.copies().keys() == names(box)


def test_no_tls_no_mail(small: Path, server: MailHost, box: Path) -> None:
    """A server without STARTTLS gets nothing, except on this machine where that is asked for."""
    plain = server.environment("none")
    assert "不支持 STARTTLS" in run(small, box, {**plain, "TALENTCARD_SMTP_SECURITY": "starttls"}).err
    assert server.taken() == []
    assert run(small, box, plain).code == 0


def test_a_server_that_does_not_like_the_sender_stops_it(small: Path, server: MailHost, box: Path) -> None:
    server.order(None, Fault.NO_SENDER)
    ran = run(small, box, server.environment())
    assert (ran.code, "TALENTCARD_SMTP_FROM" in ran.err, len(server.taken())) == (2, True, 1)
    assert run(small, box, server.environment()).code == 0
    assert set(server.copies().values()) == {1}


def test_the_environment_is_read_by_the_command_line(
    small: Path, server: MailHost, box: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    assert main(["notify", "--root", str(small), "--outbox", str(box), "--as-of", str(DAY)]) == 0
    assert f"发出 {SMALL} 封" in capsys.readouterr().out
    hidden = MailSettings({"TALENTCARD_SMTP_PASSWORD": PASSWORD})
    given = access(server.environment(USER=USER, PASSWORD=PASSWORD))
    assert PASSWORD not in repr(hidden) + repr(given)


# ---- mail that came back --------------------------------------------------------------------------------


def report(name: str, status: str = "5.1.1", action: str = "failed", by: str = "headers") -> bytes:
    """A mail server's report of a failed delivery (RFC 3464)."""
    about = {"envelope": f"Original-Envelope-Id: {name.strip('<>')}\n"}.get(by, "")
    original = {
        "headers": f"Content-Type: text/rfc822-headers\n\nMessage-ID: {name}\nSubject: x\n",
        "message": f"Content-Type: message/rfc822\n\nMessage-ID: {name}\nSubject: x\n\nx\n",
    }.get(by, "Content-Type: text/plain\n\nnothing\n")
    return (
        "From: MAILER-DAEMON@example.invalid\nSubject: Undelivered\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nIt did not work.\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; example.invalid\n{about}\n"
        f"Final-Recipient: rfc822; x@example.invalid\nAction: {action}\nStatus: {status}\n\n"
        f"--b\n{original}--b--\n"
    ).encode()


@pytest.fixture
def sent(small: Path, server: MailHost, tmp_path: Path) -> tuple[Path, Path]:
    """A registry of one's own, and its outbox after a day's run."""
    root = shutil.copytree(small, tmp_path / "registry")
    path = root / "records" / "contacts" / f"{EMPLOYER}.yml"
    deputy = f"deputy: {DEPUTY}\n# 备注\n"
    path.write_text(path.read_text(encoding="utf-8") + deputy, encoding="utf-8")
    assert run(root, tmp_path / "outbox", server.environment()).code == 0
    return root, tmp_path / "outbox"


@pytest.mark.parametrize("by", ["headers", "message", "envelope"])
def test_a_bounce_marks_the_contact_and_the_deputy_is_told(
    sent: tuple[Path, Path], server: MailHost, tmp_path: Path, by: str
) -> None:
    root, box = sent
    record = root / "records" / "contacts" / f"{EMPLOYER}.yml"
    before = record.read_text(encoding="utf-8")
    (tmp_path / "back.eml").write_bytes(report(tracked(box)[EMPLOYER].first.message_id or "", by=by))
    ran = run(root, box, {}, "--bounces", str(tmp_path / "back.eml"))
    assert (ran.code, tracked(box)[EMPLOYER].state) == (0, State.BOUNCED)
    assert record.read_text(encoding="utf-8") == before + f"unreachable:\n  - {{on: {DAY}, status: 5.1.1}}\n"
    assert "读了 1 封：新记入 1 封" in ran.out
    server.forget()
    assert run(root, box, server.environment(), day=NEXT).code == 0
    (told,) = (one for one in server.taken() if one["to"] == [mailbox(DEPUTY)])
    found = email.message_from_string(told["text"], policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    assert f"你是 {EMPLOYER} 的代班人" in found.get_content()


def test_the_same_bounce_twice_marks_once_and_check_warns(
    sent: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, box = sent
    (tmp_path / "back.eml").write_bytes(report(tracked(box)[EMPLOYER].first.message_id or ""))
    words = ["notify", "--root", str(root), "--outbox", str(box), "--bounces", str(tmp_path / "back.eml")]
    assert [main(words), main(words)] == [0, 0]
    text = (root / "records" / "contacts" / f"{EMPLOYER}.yml").read_text(encoding="utf-8")
    assert text.count("status:") == 1
    capsys.readouterr()
    main(["check", "--root", str(root), "--format", "json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [found["rule"] for found in findings if EMPLOYER in found["path"]] == ["contact-unreachable"]


def test_reports_in_an_mbox_or_a_folder_and_what_is_none(sent: tuple[Path, Path], tmp_path: Path) -> None:
    root, box = sent
    own, other = (tracked(box)[name].first.message_id or "" for name in (EMPLOYER, "con-hrss000001"))
    reports = [
        report(own),
        report(other, "4.4.1", "delayed"),
        report("<unknown@example.invalid>"),
        report(own),
        b"Subject: out of office\n\nBack on Monday.\n",
        b"\xff\x00 no mail at all",
    ]
    (tmp_path / "mbox").write_bytes(b"".join(b"From x Tue Oct 20 09:00:00 2026\n" + each + b"\n" for each in reports))
    folder = tmp_path / "maildir" / "new"
    folder.mkdir(parents=True)
    for number, each in enumerate(reports):
        (folder / str(number)).write_bytes(each)
    rest = "没有记入 0 封，认不出的 3 封，只是延迟的 1 封。"
    first = run(root, box, {}, "--bounces", str(tmp_path / "mbox"))
    assert (first.code, f"读了 6 封：新记入 1 封，以前已记入 1 封，{rest}" in first.out) == (1, True)
    places = [line.partition("，")[0] for line in first.out.splitlines() if line.startswith("认不出")]
    assert places == [f"认不出：mbox 第 {number} 封" for number in (3, 5, 6)]
    again = run(root, box, {}, "--bounces", str(tmp_path / "maildir"))
    assert (again.code, f"读了 6 封：新记入 0 封，以前已记入 2 封，{rest}" in again.out) == (1, True)
    assert "认不出：new/4，不是邮件系统的退信报告" in again.out
    assert tracked(box)["con-hrss000001"].state is State.SENT
    nowhere = run(root, box, {}, "--bounces", str(tmp_path / "nothing"))
    assert (nowhere.code, "没有“nothing”这个文件或文件夹" in nowhere.err) == (2, True)


def test_a_report_of_what_never_left_or_has_no_record_is_not_called_noted(
    sent: tuple[Path, Path], small: Path, tmp_path: Path
) -> None:
    root, box = sent
    waiting = tmp_path / "waiting"
    run(small, waiting)
    (tmp_path / "back.eml").write_bytes(report(tracked(waiting)[EMPLOYER].first.message_id or ""))
    ran = run(small, waiting, {}, "--bounces", str(tmp_path / "back.eml"))
    assert (ran.code, "读了 1 封：新记入 0 封，以前已记入 0 封，没有记入 1 封" in ran.out) == (1, True)
    assert f"没有记入：back.eml，{DAY}/{EMPLOYER}，发件箱记录里这封通知没有发出过" in ran.out
    next(root.rglob("con-hrss000001.yml")).unlink()
    (tmp_path / "back.eml").write_bytes(report(tracked(box)["con-hrss000001"].first.message_id or ""))
    assert "登记册里没有收件人的记录" in run(root, box, {}, "--bounces", str(tmp_path / "back.eml")).out


def test_an_address_refused_at_once_is_marked_as_well_and_a_refused_text_is_not(
    small: Path, server: MailHost, tmp_path: Path
) -> None:
    root, box = shutil.copytree(small, tmp_path / "registry"), tmp_path / "outbox"
    server.order(Fault.NO_SUCH_BOX, Fault.NOT_THIS)
    ran = run(root, box, server.environment())
    assert (ran.code, ran.out.count("被拒：")) == (1, 2)
    assert f"被拒：{DAY}/{EMPLOYER}（550 5.1.1）" in ran.out
    (tmp_path / "empty").mkdir()
    run(root, box, {}, "--bounces", str(tmp_path / "empty"))
    records = (path.relative_to(root) for path in (root / "records").rglob("*.yml"))
    marked = {path.stem for path in records if (root / path).read_bytes() != (small / path).read_bytes()}
    assert marked == {EMPLOYER}
    server.forget()
    assert run(root, box, server.environment(), day=NEXT).code == 0
    whom = {one["to"][0] for one in server.taken()}
    assert mailbox(EMPLOYER) not in whom
    assert mailbox("con-hrss000001") in whom
