import json
import subprocess
import sys


def test_parse_answers_each_line_with_one_line_of_json() -> None:
    typed = "chiều qua thăm 3 hộ\n\nhết bcs rồi\nphát 1 que cấy cho chị số 0912345678\n"
    command = [sys.executable, "-m", "bot", "parse", "--today", "2026-11-21"]
    done = subprocess.run(command, input=typed.encode(), capture_output=True, check=True)
    talk, empty, stock, implant = [json.loads(line) for line in done.stdout.decode().splitlines()]
    visit = {"kind": "talk", "date": "2026-11-20", "form": "household_visit", "households": 3}
    assert talk == {"records": [visit], "unclear": [], "intent": "log"}
    assert empty == stock == {"records": [], "unclear": [], "intent": "none"}
    assert implant["unclear"] == ["personal_data", "service"]


def test_parse_refuses_what_is_no_day() -> None:
    command = [sys.executable, "-m", "bot", "parse", "--today", "21/11/2026"]
    assert subprocess.run(command, input=b"", capture_output=True, check=False).returncode == 2
