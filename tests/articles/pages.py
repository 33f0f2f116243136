"""Ten newspaper pages after the kind of the sample page, and what is in them: title, author, date, words of each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expected:
    """An article of a page; every one of `words` stands in it, and in no other."""

    title: str
    author: str
    date: str
    words: tuple[str, ...]


PAGES: dict[str, tuple[str, tuple[Expected, ...]]] = {}

PAGES["column-break.txt"] = (
    """汀澜晚报　2024年6月3日　星期一　第2版　本埠新闻　责任编辑：于槿

北埠菜市场装上“会说话的秤”
本报记者 宋晓棠

本报讯　北埠菜市场的一百四十个摊位昨天换上了新秤，秤盘一放菜就报价钱。摊主彭阿姨说，如今秤自己会

灯塔博物馆修复铜透镜　请来三位退休钟表匠
通讯员 冯小岚

灯笼嘴灯塔博物馆的铜透镜停转了十一年，馆方上月请来三位退休钟表匠修复。透镜重一吨半，由二十四块棱镜拼成，转一圈要八分钟。

领头的老师傅姓邬，今年七十六岁，修了一辈子航海钟。他说透镜的轴承和钟表是一个道理，只是大了一百倍。
说，买菜的和卖菜的都少费口舌。市场管理处介绍，新秤每台三百八十元，由摊主和市场各出一半，秤里的数据每晚送到市计量所核对。
""",
    (
        Expected("北埠菜市场装上“会说话的秤”", "宋晓棠", "2024-06-03", ("一百四十个摊位", "每台三百八十元")),
        Expected(
            "灯塔博物馆修复铜透镜　请来三位退休钟表匠", "冯小岚", "2024-06-03", ("停转了十一年", "修了一辈子航海钟")
        ),
    ),
)

PAGES["jump-marks.txt"] = (
    """华江日报
A1 要闻
2023-11-08 责编 周海 美编 陆明

| 焦点 | 关注 |

华江三桥今日合龙
新华社华江11月8日电（记者何静怡）全长四点六公里的华江三桥今天上午合龙，两岸的工人在最后一段钢梁上握了手。大桥明年五一通车，过江时间由四十分钟缩短到六分钟。
（下转03版）

■ 社会
老城三百棵梧桐“体检”完毕
□本报记者 陆明
园林局给老城区三百棵梧桐做了声波检测，发现十七棵树干有空洞。专家建议其中四棵搭支架，其余的只需清理枯枝。
（上接01版）
大桥总工程师卢启明说，合龙口的误差只有三毫米，比设计要求小一半；桥上预留了两条有轨电车道。
""",
    (
        Expected("华江三桥今日合龙", "何静怡", "2023-11-08", ("四点六公里", "误差只有三毫米")),
        Expected("老城三百棵梧桐“体检”完毕", "陆明", "2023-11-08", ("十七棵树干有空洞",)),
    ),
)

PAGES["briefs.txt"] = (
    """2024年3月22日 星期五 05版 社会

◆ 社会 ◆

【渡口停航三天】
本报讯（记者 梁起帆）因检修码头趸船，石浦渡口从今天起停航三天，乘客可以改乘九路轮渡。停航期间，公交公司加开两班接驳车。

【失物招领处搬家】
本报讯（记者 于槿）地铁失物招领处搬到了中山站二号口，工作时间改为早八点到晚八点。去年那里收到雨伞四千把。

【小学生给鸟巢编号】
本报讯（通讯员 冯小岚）海堤小学的孩子们给校园里的五十二个鸟巢编了号，每周记录一次孵化情况。最忙的是一号巢。

本版编辑：周海　版式：陆明
""",
    (
        Expected("渡口停航三天", "梁起帆", "2024-03-22", ("检修码头趸船",)),
        Expected("失物招领处搬家", "于槿", "2024-03-22", ("雨伞四千把",)),
        Expected("小学生给鸟巢编号", "冯小岚", "2024-03-22", ("五十二个鸟巢",)),
    ),
)

PAGES["page-break.txt"] = (
    """汀澜晚报　2022年9月14日　星期三　第6版

旧船厂改成陶艺工坊
文/宋晓棠

南屿旧船厂的二号船台改成了陶艺工坊，八月底开张。工坊有三座电窑和一座柴窑，柴窑用的是拆船剩下的柚木，烧出的釉面带着一层

- 6 -
\f汀澜晚报　2022年9月14日　星期三　第7版

淡淡的金色。主人汤以柔在船厂做过十二年焊工，她说火候和焊接一样，要看颜色。

夜市摊位抽签结果公布
记者 梁起帆

市场监管局昨天公布夜市摊位抽签结果，九百一十二人报名，抽出一百二十个摊位。中签者须在月底前领取照牌，逾期由候补者递补。
""",
    (
        Expected("旧船厂改成陶艺工坊", "宋晓棠", "2022-09-14", ("三座电窑", "十二年焊工")),
        Expected("夜市摊位抽签结果公布", "梁起帆", "2022-09-14", ("一百二十个摊位",)),
    ),
)

PAGES["traditional.txt"] = (
    """螢嶼時報　2024年4月6日　星期六　A5版

島東風力機組首度併網
記者葉采蘩／螢嶼報導

螢嶼東岸的六部風力機組五日首度併網，尖峰時可供應全島三成用電。電力公司說，機組葉片長六十一公尺，轉速隨風自動調整。

環島單車道封閉兩週
〔記者林士傑／螢嶼報導〕環島單車道北段因落石封閉兩週，預計二十日重新開放。遊客可改走舊鐵道步道，沿途有三處飲水站。

責任編輯：柯映雪
""",
    (
        Expected("島東風力機組首度併網", "葉采蘩", "2024-04-06", ("六部風力機組",)),
        Expected("環島單車道封閉兩週", "林士傑", "2024-04-06", ("落石封閉兩週",)),
    ),
)

PAGES["central-news.txt"] = (
    """中華民國一一二年五月18日　第4版　地方新聞

◆鹽田老屋變民宿
（中央社記者黃怡君螢嶼18日電）閒置二十年的鹽工宿舍整修後，十八日改為民宿開幕，共有十一間客房。屋頂仍鋪著當年的紅瓦，窗框用回收的鹽車木板做成。

◆高中生發現小行星
（中央社記者陳柏霖台北18日電）三名高中生在整理天文台的舊照片時，發現一顆未曾登錄的小行星，暫時編號為NX7。國際天文單位預計半年內確認軌道。
""",
    (
        Expected("鹽田老屋變民宿", "黃怡君", "2023-05-18", ("十一間客房",)),
        Expected("高中生發現小行星", "陳柏霖", "2023-05-18", ("暫時編號為NX7",)),
    ),
)

PAGES["japanese.txt"] = (
    """汐見新報　2024年5月10日　金曜日　第9面

港の朝市、四年ぶり再開
【汐見＝早乙女圭】汐見港の朝市が十二日、四年ぶりに再開する。出店は三十八店で、目玉は水揚げされたばかりのホタルイカ。午前六時から九時まで開く。

■ 地域

木造校舎が図書室に
佐藤健一記者

廃校になった渚小学校の木造校舎が、町の図書室に生まれ変わった。蔵書は一万二千冊で、教室の黒板はそのまま残した。開館は火曜から日曜まで。
""",
    (
        Expected("港の朝市、四年ぶり再開", "早乙女圭", "2024-05-10", ("三十八店",)),
        Expected("木造校舎が図書室に", "佐藤健一", "2024-05-10", ("蔵書は一万二千冊",)),
    ),
)

PAGES["english.txt"] = (
    """The Gull Point Courier    Friday, May 10, 2024    Page 3

Ferry crews vote to strike over night shifts
By Nora Quill

GULL POINT — Ferry crews voted to stop work from May 20 unless the company drops its plan for night shifts.

Of 214 members, 187 voted in favour, the union said, and only nine against. The company called the vote

School orchard gives its first apples
By Peter Lang, Staff Writer

The orchard behind Seawall Primary has borne its first fruit, six years after pupils planted it.

The children picked 41 kilograms of apples and sold them at the gate.

Page 3

"regrettable" and said that it would run a reduced timetable with three boats. Talks are to go on at the weekend.
""",
    (
        Expected(
            "Ferry crews vote to strike over night shifts", "Nora Quill", "2024-05-10",
            ("187 voted in favour", "a reduced timetable"),
        ),
        Expected("School orchard gives its first apples", "Peter Lang", "2024-05-10", ("41 kilograms of apples",)),
    ),
)  # fmt: skip

PAGES["wrapped.txt"] = (
    """THE HARBOUR TIMES\tTUESDAY, 12 MARCH 2024

Council buys the old rope works
By Mara Ellison

The council will buy the old rope works for 1.3 million
crowns and turn it into workshops. Twelve crafts people
have already asked for room, among them a boat builder
and two weavers.

Continued on Page A4

Seal pups counted on the sandbank
By J. T. Hobbs

Volunteers counted 63 seal pups on the Grey Sandbank on
Sunday, eleven more than a year ago. The counting was done
from a drone, which flies too high to disturb the animals.

Continued from Page A1

The works had stood empty since 1998, when the last rope
was laid there for the ferry Morgenrot. The roof must be
mended before the winter.
""",
    (
        Expected(
            "Council buys the old rope works", "Mara Ellison", "2024-03-12", ("1.3 million", "the ferry Morgenrot")
        ),
        Expected("Seal pups counted on the sandbank", "J. T. Hobbs", "2024-03-12", ("63 seal pups",)),
    ),
)

PAGES["rows.txt"] = (
    """汀澜晚报　2024年7月2日　星期二　第4版

荷塘里来了一对黑天鹅
老邮局钟楼今起校时
记者 宋晓棠
记者 梁起帆

人民公园的荷塘里上周飞来了一对黑天鹅，园方说它们是从上游湿地来的野鸟。
老邮局钟楼的大钟今起停摆校时，工期十天，其间改用广播报时。
黑天鹅喜欢吃水草和嫩荷叶，公园请游客不要给天鹅喂面包。
大钟造于1927年，机芯来自瑞士，每昼夜走慢二十秒。
饲养员老杜在荷塘中央搭了一个浮巢，希望这对天鹅留下来产卵。
校时由邮局的钟表技师傅明甫负责，他每天要爬一百一十二级台阶到钟楼上。
天鹅夫妇白天在荷塘东岸休息，傍晚才游到水面开阔的地方。
校好以后，大钟的误差每月不超过五秒，钟楼也将在周末开放参观。
公园在岸边装了望远镜，供孩子们看天鹅筑巢。
邮局还要把钟楼的旧齿轮陈列在大厅里。
""",
    (
        Expected("荷塘里来了一对黑天鹅", "宋晓棠", "2024-07-02", ("喂面包", "浮巢", "望远镜")),
        Expected("老邮局钟楼今起校时", "梁起帆", "2024-07-02", ("走慢二十秒", "一百一十二级台阶", "旧齿轮")),
    ),
)
