/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/demo.h"
#include "demo/demo_data.h"

/* clang-format off */
const struct demo_person demo_people[DEMO_PEOPLE] = {
    [MARTA] =   { "Marta Hallberg",  DEMO_MANAGER,          "Head office", .manager = true, .administrator = true },
    [HENRIKE] = { "Henrike Sollund", DEMO_EXECUTIVE,        "Head office", .executive = true },
    [JONAS] =   { "Jonas Reitmeier", DEMO_LEADER,           "North", .manager = true, .reports_to = HENRIKE },
    [PRIYA] =   { "Priya Raghunath", "priya@halden.example", "South", .manager = true, .reports_to = HENRIKE },
    [OLEK] =    { "Olek Brzosko",    DEMO_ADMINISTRATOR,    "Head office", .administrator = true },
    [INES] =    { "Ines Calloway",   DEMO_REP,              "North", .rep = true, .reports_to = JONAS },
    [TOMAS] =   { "Tomás Veigas",    "tomas@halden.example", "North", .rep = true, .reports_to = JONAS },
    [RUTH] =    { "Ruth Adeyinka",   "ruth@halden.example", "North", .rep = true, .reports_to = JONAS },
    [KOFI] =    { "Kofi Brandsma",   "kofi@halden.example", "South", .rep = true, .reports_to = PRIYA },
    [LENA] =    { "Lena Moravcová",  "lena@halden.example", "South", .rep = true, .reports_to = PRIYA },
    [HUGO] =    { "Hugo Santerre",   "hugo@halden.example", "South", .rep = true, .reports_to = PRIYA, .away = true },
    [AIKO] =    { "Aiko Tanabayashi", "aiko@halden.example", "South", .rep = true, .reports_to = PRIYA },
    [SAM] =     { "Sam Pettersen",   "sam@halden.example",  "North", .rep = true, .reports_to = JONAS },
    [NOOR] =    { "Noor Haddadi",    DEMO_SUPPORT,          "Warehouse", .support = true, .team = WAREHOUSE },
    [PIET] =    { "Piet Wanders",    "piet@halden.example", "Warehouse", .support = true, .team = WAREHOUSE },
    [CELINE] =  { "Celine Abara",    "celine@halden.example", "Head office", .support = true, .team = BILLING },
    [YARA] =    { "Yara Lindqvist",  "yara@halden.example", "Head office", .support = true, .team = STUDIO },
};
const struct demo_team demo_teams[DEMO_TEAMS] = {
    { "Warehouse", NOOR }, { "Billing", CELINE }, { "Design studio", YARA },
};
const struct demo_rule demo_rules[] = {
    { INES, 2, "North" }, { INES, 4, "North" }, { TOMAS, 6, "North" }, { RUTH, 5, "North" },
    { KOFI, 3, "South" }, { LENA, 7, "South" }, { AIKO, 5, "South" },
    { INES, 0, "North" }, { TOMAS, 0, "North" }, { RUTH, 0, "North" },
    { KOFI, 0, "South" }, { LENA, 0, "South" }, { HUGO, 0, "South" }, { AIKO, 0, "South" },
};
const size_t n_demo_rules = COUNT(demo_rules);

const struct demo_product demo_products[] = {
    { "Alder desk",            "ALD-160", "Desks",    64000,
      "Fixed desk, 160 by 80 cm, cable tray, six finishes.",
      "Finish: light oak, smoked oak, birch, white, grey, black", "Two weeks; put up by us on a day you choose." },
    { "Alder sit-stand desk",  "ALD-S",   "Desks",    118000,
      "Rises to 126 cm without a sound; remembers three heights.",
      "Finish: light oak or smoked oak\nWider cable tray\nLegs to 132 cm", "Three weeks; put up by us on a day you choose." },
    { "Tern task chair",       "TRN-1",   "Seating",  42000,
      "Adjusts in four moves. Every part can be replaced by hand.",
      "Armrests\nSoft or hard castors\nEight fabrics", "One week, in boxes that take a minute each." },
    { "Tern lounge set",       "TRN-L",   "Seating",  235000,
      "Two sofas and a low table for where people wait or think.",
      "Wipeable fabric, felt or undyed wool\nTable in oak or slate", "Four weeks; we take the old ones along." },
    { "Hush booth for one",    "HSH-1",   "Booths",   690000,
      "A call without an audience: 33 dB quieter, air changed every minute.",
      "On wheels\nOn trial for two weeks", "Three weeks; up in an afternoon." },
    { "Hush booth for four",   "HSH-4",   "Booths",   1540000,
      "A small meeting room that comes on a pallet and leaves on one.",
      "In parts for doors below 95 cm\nScreen inside", "Five weeks; up in a day." },
    { "Juncture meeting kit",  "JNC-6",   "Rooms",    820000,
      "Table, screen, camera and one cable that works.",
      "For six or for eight\nSecond screen", "Two weeks; we show it to your people." },
    { "Evergreen care plan",   "EVG-3",   "Services", 145000,
      "Three years of visits, spare parts and moving help, per site.",
      "One visit a year or two", "Begins on the day you say." },
};
const size_t n_demo_products = COUNT(demo_products);

const struct demo_offer demo_offers[] = {
    { 0, 20, 160, "%n Alder desks for the new floor" },
    { 0, 12,  80, "Desks for %n people" },
    { 0, 30, 120, "Move: %n desks in two buildings" },
    { 1, 10,  90, "Sit-stand desks for %n people" },
    { 1,  8,  60, "Replace %n fixed desks" },
    { 1, 15,  70, "Health programme: %n sit-stand desks" },
    { 2, 24, 200, "%n Tern chairs" },
    { 2, 16, 120, "Chairs for the support floor (%n)" },
    { 2, 40, 160, "Yearly chair renewal, %n seats" },
    { 3,  2,   9, "Café corner, %n lounge sets" },
    { 3,  3,  12, "Reception and waiting areas (%n sets)" },
    { 4,  2,  12, "%n phone booths" },
    { 4,  3,  16, "Quiet calls: %n booths for one" },
    { 5,  1,   6, "Meeting booths for the open floor (%n)" },
    { 5,  2,   8, "%n booths instead of new walls" },
    { 6,  2,  14, "Meeting rooms: %n kits" },
    { 6,  3,  10, "Hybrid rooms, first %n" },
    { 7,  2,   9, "Care plan for %n sites" },
    { 7,  3,  12, "Three years of care, %n offices" },
};
const size_t n_demo_offers = COUNT(demo_offers);

const struct demo_account demo_accounts[] = {
    { "Brambleford Logistics", "brambleford.example", "Transport", "United Kingdom", "Leeds", 640 },
    { "Tessaly Biolabs", "tessaly.example", "Life sciences", "United States", "Durham", 310 },
    { "Corvane Insurance", "corvane.example", "Insurance", "United States", "Hartford", 2400 },
    { "Pinnock & Daughters", "pinnock.example", "Law", "United Kingdom", "Bristol", 85 },
    { "Ostermoor Energie", "ostermoor.example", "Energy", "Germany", "Bremen", 1250 },
    { "Quillmere Press", "quillmere.example", "Publishing", "United States", "Portland", 140 },
    { "Maren Coast Foods", "marencoast.example", "Food", "Australia", "Hobart", 520 },
    { "Luminel Optique", "luminel.example", "Manufacturing", "France", "Lyon", 430 },
    { "Vereinigte Werkstätten für Präzisionsoptik und Feinmechanik Hohenlindau GmbH & Co. KG",
      "hohenlindau.example", "Manufacturing", "Germany", "Hohenlindau", 1800,
      { "Dr. Annegret Freifrau von Wolkenstein-Trostberg", "Bernd Ückert" },
      "Refit of floors 2 to 9 with acoustic booths, sit-stand desks and three years of care "
      "(phase two of three, Hohenlindau campus)", 14, 8 },
    { "Greyfen Borough Council", "greyfen.example", "Public", "United Kingdom", "Greyfen", 960 },
    { "Halvorsund Shipping", "halvorsund.example", "Transport", "Sweden", "Malmö", 280 },
    { "Pellworth College", "pellworth.example", "Education", "United Kingdom", "Exeter", 410 },
    { "Arrowmint Software", "arrowmint.example", "Software", "United States", "Austin", 220 },
    { "Книжарници Сребърна АД", "srebarna.example", "Retail", "Bulgaria", "София", 350,
      { "Ралица Тодорчева", "Калоян Върбанов" }, "Оборудване за 6 заседателни зали", 15, 6 },
    { "Curlew Bay Radio", "curlewbay.example", "Media", "Australia", "Perth", 75 },
    { "Dunmarrow Distillers", "dunmarrow.example", "Food", "United Kingdom", "Inverness", 160 },
    { "Veltrane Robotics", "veltrane.example", "Manufacturing", "Germany", "Aachen", 390 },
    { "Kestle Housing Trust", "kestle.example", "Housing", "United Kingdom", "Truro", 230 },
    { "Orlena Textiles", "orlena.example", "Manufacturing", "France", "Lille", 600 },
    { "Fennick County Hospital", "fennick.example", "Health", "United States", "Fennick", 3100 },
    { "Blue Latch Studios", "bluelatch.example", "Games", "United States", "Seattle", 130 },
    { "Θαλασσινή Ακτοπλοΐα Α.Ε.", "thalassini.example", "Transport", "Greece", "Πειραιάς", 470,
      { "Ελένη Βασιλάκου", "Νίκος Μαυρογιάννης" }, "Γραφεία και καρέκλες για 40 άτομα", 1, 40 },
    { "Tarrabee Mining Services", "tarrabee.example", "Mining", "Australia", "Kalgoorlie", 880 },
    { "Morwick Savings Bank", "morwick.example", "Banking", "United Kingdom", "Newcastle", 740 },
    { "Sylvar Architectes", "sylvar.example", "Architecture", "France", "Nantes", 60 },
    { "Cattail Payments", "cattail.example", "Banking", "United States", "Atlanta", 510 },
    { "Norrvik Data Centre", "norrvik.example", "Software", "Sweden", "Luleå", 95 },
    { "Hollin Gate Veterinary Group", "hollingate.example", "Health", "United Kingdom", "York", 190 },
    { "Prairie Lantern Cooperative", "prairielantern.example", "Retail", "United States", "Omaha", 1400 },
    { "Edelmoos Verlag", "edelmoos.example", "Publishing", "Germany", "Leipzig", 120 },
    { "Wexcombe Rail Design", "wexcombe.example", "Engineering", "United Kingdom", "Derby", 330 },
    { "Saltmere Aquaculture", "saltmere.example", "Food", "Australia", "Port Lincoln", 150 },
    { "Ivorine Cosmétiques", "ivorine.example", "Retail", "France", "Grasse", 260 },
    { "Cobalt Heron Games", "cobaltheron.example", "Games", "Sweden", "Uppsala", 110 },
    { "Redvale School District", "redvale.example", "Education", "United States", "Redvale", 2100 },
    { "Zwirnerei Albrechtsau", "albrechtsau.example", "Manufacturing", "Germany", "Chemnitz", 210 },
    { "Larkmead Analytics", "larkmead.example", "Software", "United Kingdom", "Cambridge", 175 },
    { "Tidewell Notaries", "tidewell.example", "Law", "United States", "Savannah", 40 },
    { "Aubépine Hôtels", "aubepine.example", "Hospitality", "France", "Annecy", 820 },
    { "Coldharrow Films", "coldharrow.example", "Media", "United Kingdom", "Glasgow", 65 },
};
const size_t n_demo_accounts = COUNT(demo_accounts);

const struct demo_phone demo_phones[] = {
    { "United States",  "+1 206 555 01%" },
    { "United Kingdom", "+44 20 7946 09%" },
    { "Germany",        "+49 30 23125 1%" },
    { "France",         "+33 1 99 00 27 %" },
    { "Australia",      "+61 2 5550 01%" },
    { "Sweden",         "+46 8 465 004 %" },
};
const size_t n_demo_phones = COUNT(demo_phones);

const char *const demo_first_names[] = {
    "Alasdair", "Beatriz", "Callum", "Dorothea", "Emeka", "Frieda", "Gareth", "Hanne", "Imogen",
    "Joaquín", "Keira", "Lucien", "Maeve", "Nadia", "Oskar", "Petra", "Quentin", "Rosalind",
    "Søren", "Tamsin", "Ulrike", "Viola", "Wendell", "Xenia", "Yusuf", "Zoë", "Anselm", "Brigid",
    "Cosmo", "Delphine", "Esther", "Fabian", "Greta",
};
const size_t n_demo_first_names = COUNT(demo_first_names);

const char *const demo_last_names[] = {
    "Ashdown", "Birkett", "Castellane", "Drummond", "Eastley", "Fairbairn", "Grünwald", "Hathersage",
    "Iveson", "Jarrett", "Kilbride", "Lachance", "Merriweather", "Norling", "Okonjo", "Penhaligon",
    "Quayle", "Rasmussen", "Silvestre", "Thackeray", "Underhill", "Vasseur", "Whitlock", "Xanthis",
    "Yarrow", "Zimmer", "Aldous", "Brannigan", "Coverdale", "Devereux", "Entwistle", "Foxcroft",
    "Gilchrist", "Hollis", "Ingram", "Juniper", "Kettering",
};
const size_t n_demo_last_names = COUNT(demo_last_names);

const char *const demo_positions[DEMO_CONTACTS][4] = {
    { "Head of workplace", "Facilities manager", "Office manager", "Director of operations" },
    { "Buyer", "Head of finance", "Procurement lead", "Controller" },
    { "Managing director", "Works council", "Head of people", "Partner" },
};
/* clang-format on */
