"""Who works at 青港集团, a work unit that does not exist: five branches, 80 members and 4 applicants."""

from dataclasses import dataclass

from quizapp.people.roles import Role

WORKS = ("qinggang", "青港集团")
ZONE = "Asia/Shanghai"
INVITED_STILL = frozenset({"kangguilan", "yinxiaobo", "longhai"})
HEROINE = "limei"  # the member whose Today, streak and place the screenshots show


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch, and how lively it is: added to what its members would do anyway."""

    code: str
    name: str
    zeal: float


@dataclass(frozen=True, slots=True)
class Person:
    """One member of the cast. `invited` never set a password and never came."""

    sign_in_name: str
    name: str
    branch: str
    member_type: str
    role: Role = Role.MEMBER
    role_on: str = ""  # code of the organisation the role is held on

    @property
    def invited(self) -> bool:
        return self.sign_in_name in INVITED_STILL


BRANCHES = (
    Branch("third", "第三支部", 0.10),
    Branch("agency", "机关支部", 0.06),
    Branch("works-one", "工程一支部", 0.0),
    Branch("estate", "物业支部", -0.06),
    Branch("works-two", "工程二支部", -0.10),
)

# The branch's code, the type most of its people have, then name and sign-in name; another type stands behind a slash.
_PEOPLE = {
    ("third", "office"): """
        王强 wangqiang · 赵敏 zhaomin · 周岚 zhoulan · 李梅 limei · 陈刚 chengang · 孙伟 sunwei · 吴静 wujing ·
        郑凯 zhengkai · 黄丽萍 huangliping · 徐国平 xuguoping · 朱琳 zhulin · 胡建新 hujianxin/committee ·
        郭晓峰 guoxiaofeng · 高玉兰 gaoyulan/committee · 林浩 linhao/floating · 马晨 machen/floating ·
        苏婷 suting/applicant""",
    ("agency", "office"): """
        冯军 fengjun · 宋丽华 songlihua · 许文博 xuwenbo · 何立群 heliqun · 罗敏 luomin · 林晓燕 linxiaoyan ·
        梁永康 liangyongkang · 谢雅琴 xieyaqin · 韩东升 handongsheng · 唐蕾 tanglei · 董思源 dongsiyuan ·
        于洪涛 yuhongtao · 潘佳怡 panjiayi · 蒋大伟 jiangdawei · 蔡秀英 caixiuying · 余子涵 yuzihan/floating ·
        杜海燕 duhaiyan""",
    ("works-one", "private"): """
        田志勇 tianzhiyong · 任鹏 renpeng/floating · 姜涛 jiangtao · 范文斌 fanwenbin · 方建华 fangjianhua ·
        石磊 shilei/floating · 姚立新 yaolixin · 谭小龙 tanxiaolong/floating · 廖春生 liaochunsheng · 邹平 zouping ·
        熊伟民 xiongweimin · 金光明 jinguangming · 陆远航 luyuanhang/floating · 郝国强 haoguoqiang ·
        孔祥云 kongxiangyun · 白洁 baijie/office · 崔亮 cuiliang/applicant""",
    ("estate", "community"): """
        何芳 hefang · 康桂兰 kangguilan · 毛小红 maoxiaohong · 邱美玲 qiumeiling · 秦淑珍 qinshuzhen/committee ·
        江月 jiangyue · 史玉梅 shiyumei · 顾长河 guchanghe/committee · 侯玉芬 houyufen · 邵红霞 shaohongxia ·
        孟庆丰 mengqingfeng · 龙海 longhai/floating · 万小娟 wanxiaojuan · 段永福 duanyongfu · 雷晓晴 leixiaoqing ·
        钱进 qianjin/floating · 汤佳宁 tangjianing/applicant""",
    ("works-two", "private"): """
        刘洋 liuyang/floating · 马超 machao · 尹浩然 yinhaoran · 黎志坚 lizhijian · 易建军 yijianjun ·
        常青山 changqingshan · 武正 wuzheng/floating · 乔立 qiaoli · 贺新春 hexinchun · 赖文杰 laiwenjie/floating ·
        龚雪 gongxue/office · 文静 wenjing · 樊胜利 fanshengli · 殷小波 yinxiaobo/floating · 章立民 zhanglimin ·
        庞博 pangbo/applicant""",
}

# Who signs in for each role; everyone else is a member, and has no password that anyone knows.
_ROLES = {
    "limei": (Role.MEMBER, "third"),
    "linxiaoyan": (Role.EDITOR, WORKS[0]),
    "heliqun": (Role.REVIEWER, WORKS[0]),
    "luomin": (Role.APPROVER, WORKS[0]),
    "wangqiang": (Role.ORGANISER, "third"),
    "songlihua": (Role.STUDY_ADMINISTRATOR, WORKS[0]),
    "xuwenbo": (Role.AUDITOR, WORKS[0]),
    "fengjun": (Role.ADMINISTRATOR, WORKS[0]),
    "xieyaqin": (Role.ADMINISTRATOR, WORKS[0]),  # who approves what 冯军 proposes, or the other way round
}


def _person(line: str, branch: str, usual_type: str) -> Person:
    name, rest = line.split()
    sign_in_name, _, other_type = rest.partition("/")
    role, role_on = _ROLES.get(sign_in_name, (Role.MEMBER, ""))
    return Person(sign_in_name, name, branch, other_type or usual_type, role, role_on)


PEOPLE = tuple(
    _person(line, branch, usual_type)
    for (branch, usual_type), lines in _PEOPLE.items()
    for line in lines.split("·")
)
KNOWN = tuple(sorted((one for one in PEOPLE if one.role_on), key=lambda one: list(Role).index(one.role)))
