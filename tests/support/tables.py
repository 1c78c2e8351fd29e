"""Tables that tests make: what is planted in them is known."""

import random
from datetime import date, timedelta

REGIONS = ("North", "South", "East", "West", "Centre", "Coast")
ROWS = 1_500
TWICE = 12


def sales(rows=ROWS, twice=TWICE, seed=7):
    """CSV bytes and the clean rows: amount rises with time and goes with visits, North holds most;
    some rows stand there twice, some cells have spaces around them or say n/a."""
    numbers = random.Random(seed)
    clean = []
    for at in range(rows):
        day = date(2024, 1, 1) + timedelta(days=at * 700 // rows)
        region = "North" if numbers.random() < 0.62 else numbers.choice(REGIONS[1:])
        visits = numbers.randint(20, 400)
        amount = round(40 + at * 200 / rows + 0.5 * visits + numbers.gauss(0, 12), 2)
        clean.append((f"S-{at:06}", day.isoformat(), region, visits, amount))
    lines = ["order,day,region,visits,amount"]
    for at, (order, day, region, visits, amount) in enumerate(clean):
        shown = f" {region} " if at % 50 == 7 else region
        lines.append(f"{order},{day},{shown},{visits},{amount:.2f}")
    lines += lines[1 : 1 + twice]
    return ("\n".join(lines) + "\n").encode(), clean


def large(rows):
    """CSV bytes that take seconds to read and clean."""
    numbers = random.Random(11)
    words = ["alpha ", " beta", "n/a", "gamma", "delta"]
    lines = ["id,when,kind,price,count,note"]
    lines += [
        f"{at},2025-{1 + at % 12:02}-{1 + at % 28:02},{words[at % 5]},{numbers.random() * 900:.2f},"
        f"{numbers.randint(0, 9999)},row {at % 1000}"
        for at in range(rows)
    ]
    return ("\n".join(lines) + "\n").encode()


def fallen(rows=6_000, months=14, keep=0.4, seed=5):
    """CSV bytes: orders of some months, of which Paris loses most in the last; nothing else moves
    otherwise than by chance. a city goes one with one with its short name.
    """
    numbers = random.Random(seed)
    cities = {"Paris": 0.3, "Lyon": 0.2, "Nice": 0.2, "Lille": 0.15, "Brest": 0.15}
    lines = ["order,day,city,short,product,channel,express,amount,cost"]
    for at in range(rows):
        month = at * months // rows
        city = numbers.choices(list(cities), list(cities.values()))[0]
        if month == months - 1 and city == "Paris" and numbers.random() > keep:
            continue
        day = date(2025 + month // 12, 1 + month % 12, numbers.randint(1, 28))
        amount = round(numbers.gammavariate(4, 10), 2)
        more = [
            numbers.choice(["Lamp", "Desk", "Chair", "Shelf"]),
            numbers.choice(["shop", "web"]),
            numbers.choice(["yes", "no"]),
            f"{amount:.2f}",
            f"{amount * numbers.uniform(0.5, 0.7):.2f}",
        ]
        lines.append(",".join([f"F-{at:05}", day.isoformat(), city, city[:2].upper(), *more]))
    return ("\n".join(lines) + "\n").encode()
