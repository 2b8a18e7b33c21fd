from quizapp.people import queries


def test_a_member_is_found_by_sign_in_name(li_mei):
    found = queries.credentials(sign_in_name="limei")

    assert found is not None and found.member_id == li_mei.id


def test_the_path_names_every_ancestor(house):
    assert house.third.path == f"{house.works.id}/{house.third.id}/"
