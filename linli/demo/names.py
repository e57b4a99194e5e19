"""Names of people who do not exist: common surnames and given names, drawn by a seed."""

from random import Random  # noqa: TID251 (chance is an argument: only the type is used here)

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎"
)
_DOUBLE = ("欧阳", "司马", "上官", "诸葛", "东方")
_MALE = "伟强磊军勇杰涛超明刚平辉鹏飞波斌宇浩凯健俊峰国建华志海东林庆荣德福成龙"
_FEMALE = "芳娜敏静丽艳娟霞秀英玲桂兰红梅琳雪慧颖洁婷玉萍莉燕云凤翠珍倩雯欣怡"
# Surnames are drawn by frequency: the first few carry a fifth of the people.
_WEIGHTS = [max(1, 60 - 3 * rank) for rank in range(len(_SURNAMES))]


def full_name(chance: Random, *, male: bool) -> str:
    """Return a name: surname and one or two characters."""
    if chance.random() < 0.004:
        surname = chance.choice(_DOUBLE)
    else:
        surname = chance.choices(_SURNAMES, _WEIGHTS)[0]
    given = chance.choice(_MALE if male else _FEMALE)
    if chance.random() < 0.72:
        given += chance.choice(_MALE if male else _FEMALE)
    return surname + given
