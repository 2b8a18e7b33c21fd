"""Names of people and places that do not exist: put together from common characters by chance."""

from collections.abc import Iterator
from random import Random

from quizapp.people.models import Field

CITY = "云港市"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂文辉玲兰红云峰华建国玉梅英斌燕宁浩凯帆雪琳欣怡晨宇佳梓涵"
    "志海波健鹏飞鑫亮春荣成永安康乐山川林森清源思远晓东立新德福祥瑞嘉慧雅诗婷倩颖雨露晴朗旭阳景行知言守正"
)
_FIRST = "云海星月江河湖山林泉松柏梅兰竹青金银玉石龙凤鹤鹭"
_SECOND = "港湾洲川溪原岭坪浦桥塘庄园台渡屯堰坡谷泽"
_WORKS = ("机械厂", "纺织公司", "物流公司", "建材公司", "食品厂", "电子公司", "造船厂")
_SCHOOLS = ("实验小学", "第一中学", "第二中学", "职业学校", "中心小学")
_AGENCIES = ("财政所", "司法所", "卫生院", "税务所", "文化站", "水务所")
_OTHERS = ("退休干部", "商户联合", "社会组织", "物业联合")


def person(rng: Random) -> str:
    """A name such as 李梅 or 王志远."""
    given = rng.choice(_GIVEN) if rng.random() < 0.3 else rng.choice(_GIVEN) + rng.choice(_GIVEN)
    return rng.choice(_SURNAMES) + given


def places(rng: Random) -> Iterator[str]:
    """Names of two characters without end, each different while there are any left: 480, then with a number."""
    pairs = [first + second for first in _FIRST for second in _SECOND]
    rng.shuffle(pairs)
    yield from pairs
    number = 1
    while True:
        number += 1
        yield from (f"{pair}{number}" for pair in pairs)


def district(place: str, rng: Random) -> str:
    return place + rng.choice(("区", "区", "县"))


def street(place: str, rng: Random) -> str:
    return place + rng.choice(("街道", "街道", "镇", "乡"))


def branch(place: str, field: Field, rng: Random) -> str:
    """What a branch of a field is called: 云溪社区支部, 松岭村支部, 金湾造船厂支部 …"""
    return f"{place}{_KINDS[field] if isinstance(_KINDS[field], str) else rng.choice(_KINDS[field])}支部"


_KINDS: dict[Field, str | tuple[str, ...]] = {
    Field.COMMUNITY: "社区",
    Field.RURAL: "村",
    Field.ENTERPRISE: _WORKS,
    Field.SCHOOL: _SCHOOLS,
    Field.AGENCY: _AGENCIES,
    Field.OTHER: _OTHERS,
}
