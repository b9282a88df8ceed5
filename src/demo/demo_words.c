/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/demo_data.h"
#include "touch/touch.h"

#define TEXTS(array)        \
    {                       \
        array, COUNT(array) \
    }

/* clang-format off */
const struct demo_line demo_lines[] = {
    { 1, true,  CHANNEL_WEB,    0, "Asked on our website: \"What would %n × %p cost, and when could you deliver?\"",
      "Call %c about what they need" },
    { 1, false, CHANNEL_PHONE, 12, "Introduced us to %c. They are rethinking the office for three days a week; open to a visit.",
      "Send %c the overview" },
    { 1, false, CHANNEL_EMAIL,  5, "Sent the short overview and two floors we have done for people of their size.",
      "Ask %c what stood out",
      .letter = "the short overview is attached: four pages, two of them about floors we have done for people of your size." },
    { 1, true,  CHANNEL_PHONE, 18, "%c called back: interested, but three departments have to say what they want first.",
      "Call again once the wishes are in" },
    { 1, true,  CHANNEL_EMAIL,  0, "%c writes that a colleague recommended us and asks whether samples can be seen.",
      "Invite %c to the showroom" },
    { 1, false, CHANNEL_SOCIAL, 3, "Congratulated %c on the new site and offered a look at how others furnished theirs.",
      "Call %c" },
    { 1, false, CHANNEL_PHONE,  4, "Reached the desk only; %c is away until next week.",
      "Try %c again", .missed = true },

    { 2, false, CHANNEL_VISIT, 75, "Walked the floor with %c. Loud near the printers, and half the desks are too low.",
      "Send the first layout" },
    { 2, true,  CHANNEL_EMAIL,  0, "%c sent the floor plans and a list: %n places, daylight for everybody, "
      "nothing that needs drilling.",
      "Draw the layout with %n places" },
    { 2, false, CHANNEL_EMAIL, 10, "Sent the layout. Asked who else decides and how they pay for such things.",
      "Call %c about the layout",
      .letter = "here is the layout. Who else decides with you, and how do you pay for such things?" },
    { 2, true,  CHANNEL_PHONE, 22, "%c likes the layout. Two others are quoting; theirs are cheaper, but only deliver "
      "in twelve weeks.",
      "Send dates we can hold" },
    { 2, false, CHANNEL_VISIT, 60, "%c and two colleagues tried the %p in the showroom. The works council wants to "
      "see noise figures.",
      "Send the noise report" },
    { 2, true,  CHANNEL_TEXT,   0, "\"Works council is fine with the noise figures. Can we see one on site?\"",
      "Arrange a trial on site" },
    { 2, false, CHANNEL_PHONE, 15, "Went through the dates with %c. The lease of the old floor sets the end.",
      "Confirm delivery dates with the warehouse" },

    { 3, false, CHANNEL_EMAIL, 25, "Sent the offer for %n × %p with delivery in two parts.",
      "Ask %c whether the offer is complete",
      .letter = "here is the offer for %n × %p, with delivery in two parts as you asked." },
    { 3, true,  CHANNEL_PHONE, 20, "%c has read the offer. Wants the second part later and asks what the care plan adds.",
      "Send the offer again with both variants" },
    { 3, true,  CHANNEL_VISIT, 50, "Trial on site: people queued for the %p. %c wants it in front of the board.",
      "Help %c with two slides for the board" },
    { 3, false, CHANNEL_LETTER, 0, "Posted the finish samples with a handwritten card.",
      "Ask which finish they chose" },
    { 3, true,  CHANNEL_EMAIL,  0, "%c: \"Budget is there if it lands in this quarter. Finance has two questions, see below.\"",
      "Answer finance in writing" },
    { 3, false, CHANNEL_PHONE, 18, "Answered finance: guarantee, and what happens when they move. %c takes it to the board.",
      "Call %c after the board" },
    { 3, false, CHANNEL_EMAIL,  6, "Reminded %c that the price holds until the end of the month.",
      "Call %c before the price runs out",
      .letter = "the price we gave you holds until the end of the month. After that it is the new list." },

    { 4, true,  CHANNEL_PHONE, 25, "The board said yes in principle. Purchasing asks for four per cent less and thirty days.",
      "Talk the discount through with my manager" },
    { 4, false, CHANNEL_EMAIL, 12, "Offered two per cent and free assembly instead of four. Contract draft attached.",
      "Hear what purchasing says",
      .letter = "we can give two per cent and put everything up for nothing. The contract is attached." },
    { 4, true,  CHANNEL_EMAIL,  0, "%c: \"We can live with that. Legal changed two sentences, otherwise we are ready to sign.\"",
      "Have the two sentences checked" },
    { 4, false, CHANNEL_PHONE, 10, "Legal agrees. Signature waits for the managing director, who is travelling.",
      "Ask %c whether it is signed" },
    { 4, true,  CHANNEL_TEXT,   0, "\"Signing on the day we agreed. Please hold the delivery slot!\"",
      "Hold the slot and send the order form" },
    { 4, false, CHANNEL_VISIT, 40, "Met %c and purchasing. Everything is agreed but the delivery week.",
      "Send the delivery plan" },
};
const size_t n_demo_lines = COUNT(demo_lines);

static const char *const lost[] = {
    "Bought the cheaper offer; delivery time did not matter to them.",
    "The move was put off to next year.",
    "Budget was cut in the spring round.",
    "Their parent company has a framework contract with somebody else.",
    "They kept the old desks and only bought paint.",
    "We could not deliver in the week they needed.",
    "No answer since the offer, in spite of four tries.",
    "New managing director stopped all orders.",
};
static const char *const won[] = {
    "Signed as offered.", "Order form came by e-mail.", "Signed in the showroom.",
    "Signed after the trial.", "The board agreed; order in the post.",
};
static const char *const raised[] = {
    "They added the second floor.", "Care plan taken along.", "More places after the survey.",
};
static const char *const lowered[] = {
    "Second part comes next year.", "Fewer places: more people work from home.", "Discount agreed.",
};
static const char *const likelier[] = {
    "The works council is on our side.", "Their lease ends, so something has to happen.",
    "Competitor dropped out.",
};
static const char *const pushed[] = {
    "Their board meets later.", "The builders are behind.", "Waiting for the new budget.",
};
/* clang-format on */

const struct demo_texts demo_lost = TEXTS(lost), demo_won = TEXTS(won), demo_raised = TEXTS(raised),
                        demo_lowered = TEXTS(lowered), demo_likelier = TEXTS(likelier),
                        demo_pushed = TEXTS(pushed);
