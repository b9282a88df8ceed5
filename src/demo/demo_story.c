/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/demo_story.h"
#include "ask/ask.h"
#include "demo/demo_time.h"
#include "fact/fact.h"
#include "message/message.h"
#include "promise/promise.h"
#include "touch/touch.h"

/* clang-format off */
const struct demo_sale demo_sales[DEMO_SALES] = {
    [FERNHOLLOW] = { "Amara Okonjo-Lindahl", "amara@fernhollow.example", "+44 20 7946 0931",
      "Fernhollow Clinics", "North", 1,
      "We open a second floor in spring and need 24 sit-stand desks, oak, with cable trays. What would they "
      "cost, and by when could you deliver and put them up?", "Oak, cable tray",
      .need_days = 24, .stage = BUYER_COMPARING, .payment = PAYMENT_APPROVAL, .budget = 31000,
      .knowledge = KNOWLEDGE_HOMEWORK },
    [LARCHMONT] = { "Callum Prentice-Adeyemi", "callum@larchmont.example", "+1 206 555 0144",
      "Larchmont Library Trust", "North", 3,
      "Three reading corners, quiet colours, wipeable. What do they cost with delivery?", "Wipeable fabric",
      .need_days = 40, .stage = BUYER_COMPARING, .payment = PAYMENT_INVOICE, .budget = 8000 },
    [TAMARIND] = { "Beatrix Holloway", "beatrix@tamarind.example", "",
      "Tamarind Yoga Houses", "North", 3,
      "Do your lounge sets come in undyed wool, and how long do they take?", "Undyed wool",
      .stage = BUYER_LOOKING },
    [GALEHAVEN] = { "Dr. Oluwaseun Fairweather-Bright", "o.fairweather@galehaven.example", "+44 20 7946 0977",
      "Galehaven Hospice and Palliative Care Trust", "North", 1,
      "A pipe burst over our office. Six people have no desk. Can you send six sit-stand desks within the "
      "week?", "Any colour",
      .urgent = true, .need_days = 6, .stage = BUYER_READY, .payment = PAYMENT_INVOICE, .budget = 8000 },
    [KESTREL] = { "Rosalba Finch", DEMO_DEAD_ADDRESS, "+1 206 555 0162",
      "Kestrel Yard Theatre", "North", 3,
      "Telephoned: looks for two lounge sets for the foyer before the season begins.", "",
      .need_days = 60, .stage = BUYER_LOOKING },
    [OSPREY] = { "Ingrid Vasquez-Thorne", "ingrid@ospreylane.example", "+1 206 555 0119",
      "Osprey Lane Dental", "North", 5,
      "One booth for four, for talks with parents. It has to fit through a door of 90 cm.", "In parts",
      .need_days = 30, .stage = BUYER_READY, .payment = PAYMENT_LEASE, .budget = 15000,
      .knowledge = KNOWLEDGE_HOMEWORK },
    [JUNIPER] = { "Henning Aldergrove", "henning@junipercourt.example", "+46 8 465 004 21",
      "Juniper Court Hotels", "North", 4,
      "We would like to try one phone booth in a lobby before we think of six.", "",
      .need_days = 50, .stage = BUYER_WANTS_DEMO, .payment = PAYMENT_INVOICE },
    [SALTASH] = { "Priscilla Dunmore", "p.dunmore@saltash.example", "+44 20 7946 0913",
      "Saltash Marine College", "South", 2,
      "Ninety chairs for lecture rooms. Is there a price for schools?", "",
      .need_days = 70, .stage = BUYER_COMPARING },
    [COPPERLINE] = { "Marguerite Delacroix-Owens", "marguerite@copperline.example", "+33 1 99 00 27 44",
      "Copperline Theatre", "South", 6,
      "A meeting kit for the rehearsal room, before the tour.", "",
      .need_days = 12, .stage = BUYER_READY, .payment = PAYMENT_SELF, .budget = 9000 },
    [MISTRAL] = { "Theo Brannock", "theo@mistralcycle.example", "+33 1 99 00 27 51",
      "Mistral Cycle Works", "South", 4,
      "Two booths for calls. Our neighbours complain, so it has to be quick.", "",
      .urgent = true, .need_days = 9, .stage = BUYER_READY, .payment = PAYMENT_INVOICE, .budget = 14000 },
    [SEEDBANK] = { "Wilhelmina Achterberg", "w.achterberg@seedbank.example", "+49 30 23125 117",
      "Saltmarsh Seed Bank", "South", 6,
      "Two meeting rooms that work without a technician.", "",
      .need_days = 45, .stage = BUYER_COMPARING, .payment = PAYMENT_APPROVAL, .budget = 17000,
      .knowledge = KNOWLEDGE_EXPERT },
    [ROWANTREE] = { "Dilys Penrhyn", "dilys@rowantree.example", "+44 20 7946 0955",
      "Rowan Tree Nurseries", "North", 0,
      "Spoke with us at the fair about desks for a new packing office.", "", .stage = BUYER_LOOKING },
};

const struct demo_scene demo_scenes[] = {
    /* ---- Fernhollow: a deal that both sides keep going ---- */
    { 2870, FERNHOLLOW, BUYER, TAKES },
    { 2790, FERNHOLLOW, INES, CALLS,
      "Went through the second floor with Amara: 24 places, daylight for all, the lease of the old rooms ends. She "
      "has measured already and knows the height she wants.",
      "24 sit-stand desks in oak with cable trays, put up by us", "Send the price with all terms", .due = 2640,
      .n = 18 },
    { 2786, FERNHOLLOW, INES, PROMISES, "Price for 24 desks with delivery and assembly",
      .kind = PROMISE_PRICE_INFO, .channel = CHANNEL_EMAIL, .due = 2640, .mark = PRICE },
    { 2785, FERNHOLLOW, INES, EXPECTS, "Floor plan of the second floor",
      .kind = PROMISE_INPUT, .channel = CHANNEL_EMAIL, .due = 1900, .mark = PLAN },
    { 2690, FERNHOLLOW, INES, VALUES, "24 desks as on the list", .n = 28320, .kind = 2 },
    { 2680, FERNHOLLOW, INES, SENDS, "Price for 24 Alder sit-stand desks",
      "Dear Amara,\n\n24 desks in oak come to $28,320, delivery to the second floor and assembly included. The "
      "price holds for sixty days. Everything else you asked about stands below.",
      "Ask whether the offer is complete", .kind = MESSAGE_PRICE_INFO, .due = 1800 },
    { 2600, FERNHOLLOW, BUYER, THANKS, "Every question answered in one letter, and nobody asked me anything twice." },
    { 1935, FERNHOLLOW, BUYER, DOES, .on = PLAN },
    { 1925, FERNHOLLOW, BUYER, SHARES, "Daylight at every place, nothing drilled into the floor",
      "I decide with our head of finance",
      .kind = BUYER_COMPARING },
    { 1880, FERNHOLLOW, INES, ASKS_TEAM, "Layout with 24 places",
      "Daylight at every place, nothing drilled into the floor; she sent the plan.", "A layout with all 24 places",
      .kind = PROMISE_INFORMATION, .team = STUDIO, .n = 4800, .mark = LAYOUT_ASKED },
    { 1700, FERNHOLLOW, YARA, ANSWERS, "Yes, as soon as the finish is settled: light oak needs the wider trays.",
      "Choose the finish: light oak or smoked oak", .kind = ASK_YES_IF, .due = 700, .on = LAYOUT_ASKED },
    { 1500, FERNHOLLOW, BUYER, AGREES, .on = LAYOUT_ASKED, .mark = FINISH },
    { 1480, FERNHOLLOW, INES, PROMISES, "Layout with all 24 places",
      .kind = PROMISE_INFORMATION, .channel = CHANNEL_EMAIL, .due = -60, .team = STUDIO, .on = FINISH, .n = 2,
      .mark = LAYOUT },
    { 1478, FERNHOLLOW, INES, EXPECTS, "Deposit of 30 per cent, when the layout is agreed",
      .kind = PROMISE_DEPOSIT, .channel = CHANNEL_EMAIL, .due = -1900, .mark = DEPOSIT },
    { 1300, FERNHOLLOW, INES, PROMISES, "Call about the week of delivery", .kind = PROMISE_CALL,
      .channel = CHANNEL_PHONE, .due = 460 },
    { 1290, FERNHOLLOW, INES, QUESTIONS, "What is the most that the whole floor may cost?", "budget" },
    { 425, FERNHOLLOW, INES, CALLS,
      "Called about the week of delivery, later than I had said. She would like the second week; the lift is free "
      "on the Tuesday.",
      "Delivery in the second week, on the Tuesday", "Ask the warehouse for the Tuesday", .due = 120, .n = 11 },
    { 130, FERNHOLLOW, INES, ASKS_TEAM, "24 desks in one truck on the Tuesday of the second week",
      "The lift is free on the Tuesday only; the old rooms have to be empty that Friday.",
      "Delivery of all 24 desks on one day",
      .kind = PROMISE_DELIVERY, .team = WAREHOUSE, .n = 4800, .mark = TRUCK_ASKED },
    { 60, FERNHOLLOW, BUYER, ASKS, "Do the desks rise to 130 cm? One of our therapists is very tall." },

    /* ---- Larchmont: a price that is late ---- */
    { 1400, LARCHMONT, BUYER, TAKES },
    { 1335, LARCHMONT, INES, CALLS,
      "Callum has three corners of different size and a fixed sum. He compares us with two others.",
      "Three lounge sets, wipeable fabric", "Send the price", .due = 150, .n = 14 },
    { 1330, LARCHMONT, INES, PROMISES, "Price for three reading corners", .kind = PROMISE_PRICE_INFO,
      .channel = CHANNEL_EMAIL,
      .due = 150, .mark = LATE_PRICE },
    { 1320, LARCHMONT, INES, VALUES, "Three sets as on the list", .n = 7050, .kind = 2 },
    { 480, LARCHMONT, INES, CALLS, "He asked whether the price is on its way. Told him that it comes today.",
      "Wipeable, and fire-proof", "Send the price today", .due = 150, .n = 4 },
    { 110, LARCHMONT, INES, KEEPS, .on = LATE_PRICE, .refused = true },
    { 95, LARCHMONT, INES, PROMISES, "Billing checks whether three invoices are possible", .kind = PROMISE_CHECK,
      .channel = CHANNEL_EMAIL, .team = BILLING, .due = -300 },
    { 70, LARCHMONT, BUYER, TELLS,
      "I was promised a price for this morning, and once before. Our board meets tomorrow; without a figure we take "
      "another offer." },

    /* ---- questions that wait ---- */
    { 205, KESTREL, INES, TAKES },
    { 190, KESTREL, INES, CALLS, "Rosalba is on the road until Thursday; the season opens in two months.", NULL,
      "Call about colours", .due = -500, .n = 7 },
    { 45, TAMARIND, BUYER, TAKES },
    { 22, GALEHAVEN, BUYER, TAKES },
    { 340, SALTASH, BUYER, TAKES },
    { 150, ROWANTREE, JONAS, BUYS_LEAD, "Trade fair in the spring", "Asked at our stand to be called" },

    /* ---- Osprey Lane: late, and a gate that a manager passed ---- */
    { 1610, OSPREY, BUYER, TAKES },
    { 1570, OSPREY, TOMAS, CALLS, "Measured the door with Ingrid on the telephone: 88 cm. In parts it fits.",
      "One booth for four that comes in parts", "Call with the week of delivery", .due = 1000, .n = 16 },
    { 1565, OSPREY, TOMAS, PROMISES, "Call with the week of delivery", .kind = PROMISE_CALL,
      .channel = CHANNEL_PHONE, .due = 1000 },
    { 1560, OSPREY, TOMAS, ASKS_TEAM, "One booth for four, in parts, within three weeks",
      "Talks with parents begin in three weeks.",
      "Delivery and assembly in three weeks", .kind = PROMISE_DELIVERY, .team = WAREHOUSE, .n = 9600,
      .mark = SHOWROOM_ASKED },
    { 1200, OSPREY, PIET, ANSWERS, "No: the parts come by sea. In five weeks, or a booth from the showroom next "
      "week.",
      .kind = ASK_NO, .on = SHOWROOM_ASKED },
    { 960, OSPREY, TOMAS, CALLS, "Five weeks are too late for Ingrid. She takes the one from the showroom if it is "
      "cheaper.",
      "The booth from the showroom would do", "Settle the price of the showroom booth", .due = -60, .n = 12 },
    { 700, OSPREY, TOMAS, PROMISES, "Showroom booth delivered and put up", .kind = PROMISE_DELIVERY,
      .channel = CHANNEL_VISIT,
      .team = WAREHOUSE, .due = -2400, .refused = true },
    { 640, OSPREY, JONAS, PROMISES, "Showroom booth delivered and put up", .kind = PROMISE_DELIVERY,
      .channel = CHANNEL_VISIT,
      .team = WAREHOUSE, .due = -2400, .override = "Piet said it to me on the telephone; he writes it down "
      "tomorrow." },
    { 26, OSPREY, TOMAS, WANTS_PRICE, "It has stood in the showroom for a year and has a scratch.", .n = 13550 },

    /* ---- Juniper Court: another date, and what changed ---- */
    { 1500, JUNIPER, BUYER, TAKES },
    { 1455, JUNIPER, RUTH, CALLS, "Henning wants to hear for himself how quiet it is, with a guest beside it.",
      "One booth on trial in the lobby", "Ask the warehouse for a booth on trial", .due = 900, .n = 21 },
    { 1450, JUNIPER, RUTH, ASKS_TEAM, "One booth on trial for two weeks", "He wants to hear how quiet it is before "
      "he buys six.",
      "A booth on trial in the lobby", .kind = PROMISE_SAMPLE, .team = WAREHOUSE, .n = 3000, .mark = BOOTH_ASKED },
    { 1330, JUNIPER, NOOR, ANSWERS, "Yes. It leaves with Piet's truck on any Thursday.", .kind = ASK_YES,
      .on = BOOTH_ASKED },
    { 1300, JUNIPER, RUTH, PROMISES, "A booth on trial in the lobby", .kind = PROMISE_SAMPLE,
      .channel = CHANNEL_VISIT, .team = WAREHOUSE,
      .due = -300, .mark = BOOTH },
    { 1295, JUNIPER, RUTH, VALUES, "Six booths, if the trial goes well", .n = 41400, .kind = 2 },
    { 800, JUNIPER, BUYER, MOVES, "Our lobby is being painted until then.", .due = -900, .on = BOOTH },
    { 420, JUNIPER, RUTH, CALLS, "The painters are behind; Henning is glad that we wait.",
      "A booth on trial after the painting",
      "Send the papers for the trial", .due = -700, .n = 6 },
    { 210, JUNIPER, BUYER, CHANGES, "The new owner looks at every order above 20,000 himself.",
      "An order of six booths has to be signed in Gothenburg", .kind = CHANGE_PLAYERS },

    /* ---- Copperline: gone, because somebody else was faster ---- */
    { 1900, COPPERLINE, BUYER, TAKES },
    { 1850, COPPERLINE, LENA, CALLS, "The tour leaves in twelve days. Marguerite pays herself and wants to order "
      "today.",
      "One meeting kit, before the tour", "Send the price", .due = 1400, .n = 9 },
    { 1845, COPPERLINE, LENA, PROMISES, "Price and how to order", .kind = PROMISE_PRICE_INFO,
      .channel = CHANNEL_EMAIL, .due = 1400 },
    { 520, COPPERLINE, BUYER, LEAVES, "I asked, I called, I waited two days for a price. A shop in town had one on "
      "the shelf.",
      "A shop in town" },

    /* ---- Mistral: nobody has spoken with him for days ---- */
    { 1960, MISTRAL, BUYER, TAKES },
    { 1945, MISTRAL, AIKO, CALLS, "Theo needs two booths before his neighbours go to court.",
      "Two booths for one, quickly",
      "Send the noise report", .due = 1450, .n = 8 },
    { 1940, MISTRAL, AIKO, PROMISES, "Noise report for the neighbours", .kind = PROMISE_INFORMATION,
      .channel = CHANNEL_EMAIL, .due = 1450 },
    { 1930, MISTRAL, AIKO, VALUES, "Two booths as on the list", .n = 13800, .kind = 2 },
    { 760, MISTRAL, AIKO, ASKS_TEAM, "Two booths from stock this week", "His neighbours go to court at the end of "
      "the month.",
      "Two booths within the week", .kind = PROMISE_DELIVERY, .team = WAREHOUSE, .n = 1400 },

    /* ---- Seed Bank: a complaint that was answered, a discount that was granted ---- */
    { 2420, SEEDBANK, BUYER, TAKES },
    { 2370, SEEDBANK, LENA, CALLS, "Two rooms for eight. Wilhelmina has tried three systems and knows what she "
      "wants.",
      "Two kits that start with one cable", "Ask for a price below the list", .due = 2000, .n = 25 },
    { 2360, SEEDBANK, LENA, VALUES, "Two kits as on the list", .n = 16400, .kind = 3 },
    { 2100, SEEDBANK, BUYER, TELLS, "I said no calls at lunch, and was called at lunch, twice.", .mark = COMPLAINT },
    { 2010, SEEDBANK, LENA, WANTS_PRICE, "Two at once, one delivery, and they show ours to their guests.",
      .n = 15000, .mark = DISCOUNT },
    { 1970, SEEDBANK, PRIYA, DECIDES, "Yes: one delivery saves us as much.", .on = DISCOUNT },
    { 1800, SEEDBANK, PRIYA, REPLIES,
      "You are right, and I have seen who called. From today nobody of us rings you between twelve and two.",
      .on = COMPLAINT },
    { 1500, SEEDBANK, BUYER, THANKS, "An answer within the day, and it has been quiet since." },
    { 330, SEEDBANK, LENA, SENDS, "The contract for two rooms", "Dear Wilhelmina,\n\nhere is the contract with the "
      "price we agreed on. Page two is what your technician asked for.", "Hear what her lawyers say", .kind = MESSAGE_INFORMATION,
      .due = -480 },
};
const size_t n_demo_scenes = COUNT(demo_scenes);
/* clang-format on */
