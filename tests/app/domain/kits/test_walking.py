from app.domain.kits.walking import Stop, walking_order


def test_people_walk_zone_by_zone_aisle_by_aisle_and_unknown_places_last():
    walk = [
        Stop("bench", 1, 1, 1, 9, 1),
        Stop("Bench", 1, 1, 2, 2, 1),
        Stop("bench", 1, 2, 1, 1, 2),
        Stop("bench", 1, 2, 1, 1, 10),
        Stop("bench", None, 1, 1, 1, 1),
        Stop("Store", -1, 1, 1, 1, 1),
        Stop("Store", 2, 1, 1, 1, 1),
        Stop(None, None, None, None, 1, 1),
        Stop(None, None, None, None, 2, 1),
    ]
    assert sorted([walk[place] for place in (4, 8, 1, 6, 3, 7, 0, 5, 2)], key=walking_order) == walk
