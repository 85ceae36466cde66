"""What the seed makes products and people from: kinds of things, what they are made of, names and places.

One line per kind: the kind | its material group | two sizes | price in euros | weight in grams.
Five materials times two sizes make ten products of each kind.
"""

MATERIALS = {
    "wood": ("Ash", "Beech", "Cherry", "Oak", "Walnut"),
    "steel": ("Brushed steel", "Carbon steel", "Enamelled steel", "Polished steel", "Stainless steel"),
    "pan": ("Blued iron", "Cast iron", "Copper", "Enamelled iron", "Steel"),
    "clay": ("Blue stoneware", "Bone china", "Glazed terracotta", "Grey stoneware", "White porcelain"),
    "glass": ("Amber glass", "Clear glass", "Recycled glass", "Ribbed glass", "Smoked glass"),
    "cloth": ("Hemp", "Ivory linen", "Organic cotton", "Striped linen", "Washed linen"),
    "wool": ("Alpaca", "Lambswool", "Merino", "Mohair", "Undyed wool"),
    "hide": ("Black leather", "Chestnut leather", "Natural leather", "Olive canvas", "Waxed canvas"),
    "brass": ("Aged brass", "Blackened brass", "Brushed brass", "Nickel", "Polished brass"),
    "garden": ("Forged", "Galvanised", "Heritage", "Long-handled", "Stainless"),
    "paper": ("Cotton paper", "Dotted", "Laid paper", "Plain", "Recycled paper"),
    "soap": ("Bay laurel", "Cedar", "Lavender", "Sea salt", "Unscented"),
    "lamp": ("Blackened brass", "Frosted glass", "Oak", "Paper", "White porcelain"),
}

# slug, name, how its things are described, its kinds.
CATEGORIES = (
    (
        "boards",
        "Boards & carving",
        "Cut from one piece, oiled by hand and left to rest for a week.",
        """
        chopping board|wood|30 cm, 42 cm|34|900
        bread board|wood|35 cm, 45 cm|39|1100
        carving board with groove|wood|40 cm, 50 cm|62|1900
        serving paddle|wood|28 cm, 40 cm|29|620
        cheese board|wood|24 cm, 32 cm|26|540
        rolling pin|wood|33 cm, 44 cm|22|420
        salad servers|wood|25 cm, 31 cm|24|160
        cooking spoon|wood|25 cm, 32 cm|9|60
        spatula|wood|26 cm, 32 cm|11|70
        knife block|wood|5 slots, 8 slots|78|2300""",
    ),
    (
        "knives",
        "Knives & tools",
        "Ground thin, hardened once and finished on leather.",
        """
        chef's knife|steel|18 cm, 21 cm|84|210
        paring knife|steel|8 cm, 10 cm|29|70
        bread knife|steel|22 cm, 26 cm|58|190
        kitchen shears|steel|20 cm, 23 cm|36|160
        box grater|steel|19 cm, 24 cm|27|330
        balloon whisk|steel|22 cm, 30 cm|18|120
        ladle|steel|90 ml, 150 ml|21|170
        fine sieve|steel|14 cm, 20 cm|24|210
        oyster knife|steel|15 cm, 17 cm|19|110
        sharpening rod|steel|23 cm, 28 cm|44|320""",
    ),
    (
        "pots",
        "Pots & pans",
        "Heavy where the heat is, light where the hand is.",
        """
        frying pan|pan|24 cm, 28 cm|68|1800
        sauté pan with lid|pan|24 cm, 28 cm|112|2600
        saucepan|pan|1.5 l, 2.5 l|74|1300
        casserole|pan|3 l, 5 l|148|4200
        roasting tin|pan|32 cm, 40 cm|66|2200
        grill pan|pan|24 cm, 28 cm|59|2400
        crêpe pan|pan|24 cm, 28 cm|46|1500
        gratin dish|pan|22 cm, 28 cm|52|1600
        milk pan|pan|0.8 l, 1.2 l|38|700
        stockpot|pan|6 l, 9 l|134|3900""",
    ),
    (
        "table",
        "Plates & bowls",
        "Thrown, glazed and fired twice; small differences are the maker's hand.",
        """
        dinner plate|clay|25 cm, 28 cm|24|720
        side plate|clay|16 cm, 20 cm|17|390
        soup bowl|clay|0.4 l, 0.6 l|19|430
        serving bowl|clay|1.5 l, 2.5 l|46|1200
        mug|clay|0.25 l, 0.35 l|18|330
        espresso cup|clay|60 ml, 80 ml|14|140
        teapot|clay|0.6 l, 1 l|64|860
        pitcher|clay|0.8 l, 1.4 l|52|980
        butter dish|clay|125 g, 250 g|34|610
        egg cup|clay|pair, set of four|16|190""",
    ),
    (
        "glass",
        "Glassware",
        "Blown by mouth into a wooden mould, so that no two are quite equal.",
        """
        tumbler|glass|0.2 l, 0.3 l|12|230
        wine glass|glass|0.25 l, 0.4 l|19|170
        carafe|glass|0.75 l, 1 l|38|640
        water jug|glass|1 l, 1.5 l|44|900
        storage jar|glass|0.5 l, 1 l|17|520
        oil bottle|glass|0.25 l, 0.5 l|21|360
        dessert bowl|glass|0.2 l, 0.3 l|13|240
        vase|glass|18 cm, 28 cm|48|1100
        cake dome|glass|24 cm, 28 cm|58|1700
        salt cellar|glass|40 ml, 80 ml|15|180""",
    ),
    (
        "linen",
        "Table & kitchen linen",
        "Woven on shuttle looms and washed before it is sewn.",
        """
        tablecloth|cloth|140 by 200 cm, 160 by 260 cm|79|700
        napkin|cloth|single, set of four|14|80
        tea towel|cloth|single, set of three|15|110
        apron|cloth|regular, tall|42|310
        oven glove|cloth|single, pair|19|150
        table runner|cloth|40 by 140 cm, 40 by 180 cm|38|220
        bread bag|cloth|30 cm, 40 cm|17|90
        placemat|cloth|single, set of four|16|100
        dishcloth|cloth|single, set of three|9|60
        pot holder|cloth|single, pair|12|70""",
    ),
    (
        "bedding",
        "Beds & blankets",
        "Warm without weight, and better after each wash.",
        """
        throw|wool|130 by 170 cm, 150 by 200 cm|118|980
        blanket|wool|150 by 200 cm, 200 by 240 cm|169|1700
        cushion cover|wool|45 cm, 60 cm|44|260
        bed socks|wool|36-40, 41-45|24|110
        shawl|wool|60 by 180 cm, 90 by 200 cm|72|290
        baby blanket|wool|75 by 100 cm, 90 by 120 cm|58|420
        hot-water bottle cover|wool|1 l, 2 l|29|180
        seat pad|wool|35 cm, 40 cm|32|240
        picnic blanket|wool|140 by 180 cm, 180 by 220 cm|98|1400
        foot muff|wool|one size, wide|64|520""",
    ),
    (
        "bath",
        "Bath & soap",
        "Boiled in small kettles, dried for six weeks.",
        """
        hand soap|soap|100 g, 200 g|7|110
        bath salts|soap|300 g, 600 g|16|340
        body oil|soap|100 ml, 200 ml|24|210
        shaving soap|soap|90 g, 150 g|14|130
        candle|soap|160 g, 300 g|28|420
        room spray|soap|100 ml, 200 ml|22|190
        hand balm|soap|50 ml, 100 ml|15|90
        shampoo bar|soap|60 g, 90 g|11|80
        linen water|soap|0.5 l, 1 l|18|560
        bath oil|soap|150 ml, 300 ml|27|310""",
    ),
    (
        "bags",
        "Bags & leather",
        "Saddle-stitched with waxed thread, two needles, no glue.",
        """
        tote bag|hide|regular, large|138|900
        satchel|hide|13 inch, 15 inch|219|1400
        card holder|hide|4 cards, 8 cards|34|50
        wallet|hide|slim, long|72|110
        key fob|hide|short, long|16|30
        tool roll|hide|8 pockets, 14 pockets|88|620
        belt|hide|85-95 cm, 100-110 cm|64|240
        wash bag|hide|small, large|58|310
        notebook cover|hide|A6, A5|46|160
        log carrier|hide|regular, wide|94|1200""",
    ),
    (
        "hardware",
        "Hooks & hardware",
        "Cast in sand and turned by hand; screws of the same metal come along.",
        """
        coat hook|brass|single, double|19|140
        door knob|brass|50 mm, 60 mm|48|420
        drawer pull|brass|96 mm, 128 mm|16|110
        cup hook|brass|set of four, set of ten|12|60
        door stop|brass|floor, wall|27|310
        house number|brass|10 cm, 15 cm|22|180
        shelf bracket|brass|15 cm, 25 cm|29|360
        towel rail|brass|40 cm, 60 cm|68|720
        letter plate|brass|25 cm, 30 cm|74|880
        curtain ring|brass|set of ten, set of twenty|24|240""",
    ),
    (
        "garden",
        "Garden & yard",
        "Made to be left out by mistake.",
        """
        hand trowel|garden|narrow, wide|24|280
        hand fork|garden|three tines, four tines|24|290
        border spade|garden|regular, tall|64|1700
        watering can|garden|5 l, 9 l|58|1500
        secateurs|garden|18 cm, 21 cm|49|240
        dibber|garden|25 cm, 30 cm|18|190
        garden rake|garden|12 teeth, 16 teeth|52|1300
        bucket|garden|8 l, 12 l|28|900
        plant label|garden|set of six, set of twelve|11|70
        edging knife|garden|regular, tall|46|1400""",
    ),
    (
        "desk",
        "Light & desk",
        "For the hour when the house is quiet.",
        """
        table lamp|lamp|32 cm, 46 cm|146|2100
        wall lamp|lamp|short arm, long arm|119|1300
        pendant lamp|lamp|28 cm, 40 cm|168|1800
        reading lamp|lamp|desk, floor|158|2600
        night light|lamp|9 cm, 13 cm|42|380
        notebook|paper|A6, A5|14|210
        sketchbook|paper|A5, A4|22|430
        letter set|paper|20 sheets, 40 sheets|19|260
        desk calendar|paper|small, large|17|240
        index cards|paper|100, 250|9|280""",
    ),
)

FIRST_NAMES = """
Ada Aino Alba Amara Anton Astrid Basil Beatriz Bruno Carla Cosima Dag Dario Edda Elif Emil Esther Fabian
Farah Finn Freya Gita Greta Hanna Henrik Ida Ilse Inés Ivo Jakob Jana Joana Jonas Karim Katrin Klara Lars Leila Lena
Liv Luca Maja Malik Marta Mateo Mila Milo Nadia Nils Noor Oda Olga Omar Otto Paola Pavel Petra Pia Rafael Rosa Runa
Samir Selma Signe Sofia Stellan Tariq Teresa Theo Tilda Timo Ulla Vera Viggo Wanda Xenia Yara Yusuf Zoe"""

LAST_NAMES = """
Aalto Abele Almeida Andersen Bakker Barros Becker Bianchi Brandt Carvalho Castel Conti Dahl Dijk
Duarte Eklund Farkas Ferrari Fischer Fontaine Gallo Garnier Haas Hansen Hartmann Holm Horvat Ibarra Jansen Kaya Keller
Kovač Kruse Laine Lambert Lindholm Lopes Marchetti Martin Meyer Moreau Navarro Nielsen Novak Olsen Pereira Petit
Quist Reuter Ricci Rossi Salo Santos Schreiber Serra Silva Simons Sørensen Toivonen Torres Ulrich Vidal Visser Vogel
Weber Winter Ylönen Zeller"""

# City and country, as an ISO 3166 code.
PLACES = (
    ("Aarhus", "DK"), ("Amsterdam", "NL"), ("Antwerp", "BE"), ("Barcelona", "ES"), ("Basel", "CH"), ("Bergen", "NO"),
    ("Berlin", "DE"), ("Bilbao", "ES"), ("Bologna", "IT"), ("Braga", "PT"), ("Copenhagen", "DK"), ("Ghent", "BE"),
    ("Gothenburg", "SE"), ("Graz", "AT"), ("Hamburg", "DE"), ("Helsinki", "FI"), ("Leipzig", "DE"), ("Lisbon", "PT"),
    ("Lyon", "FR"), ("Malmö", "SE"), ("Milan", "IT"), ("Nantes", "FR"), ("Oslo", "NO"), ("Porto", "PT"),
    ("Rotterdam", "NL"), ("Turku", "FI"), ("Utrecht", "NL"), ("Vienna", "AT"), ("Zürich", "CH"), ("Toulouse", "FR"),
)  # fmt: skip
