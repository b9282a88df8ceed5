/* SPDX-License-Identifier: Apache-2.0 */
/* The subjects of the product, one line each. To add one: a folder, its struct slice, a line
 * here. */
#include "account/account.h"
#include "alert/alert.h"
#include "alternative/alternative.h"
#include "ask/ask.h"
#include "approval/approval.h"
#include "bulk/bulk.h"
#include "buyer/buyer.h"
#include "cadence/cadence.h"
#include "complaint/complaint.h"
#include "consult/consult.h"
#include "contact/contact.h"
#include "deal/deal.h"
#include "enquiry/enquiry.h"
#include "exchange/exchange.h"
#include "export/export.h"
#include "fact/fact.h"
#include "party/party.h"
#include "question/question.h"
#include "forecast/forecast.h"
#include "frame/find.h"
#include "frame/history.h"
#include "frame/openapi.h"
#include "frame/org.h"
#include "frame/policy.h"
#include "frame/undo.h"
#include "import/import.h"
#include "import/map/saved.h"
#include "link/link.h"
#include "notice/notice.h"
#include "office/office.h"
#include "message/message.h"
#include "ops/ops.h"
#include "outbox/outbox.h"
#include "pipeline/pipeline.h"
#include "product/product.h"
#include "promise/promise.h"
#include "rate/rate.h"
#include "readback/readback.h"
#include "refusal/refusal.h"
#include "report/report.h"
#include "results/results.h"
#include "room/room.h"
#include "routing/routing.h"
#include "search/search.h"
#include "silence/silence.h"
#include "slot/slot.h"
#include "stages/stages.h"
#include "team/team.h"
#include "today/today.h"
#include "touch/touch.h"
#include "user/user.h"
#include "view/view.h"

/* clang-format off */
const struct slice *const slices[] = {
    &org_slice,
    &openapi_slice,
    &history_slice,
    &ops_slice,
    &policy_slice,
    &office_slice,
    &find_slice,
    &search_slice,
    &undo_slice,
    &user_slice,
    &team_slice,
    &alert_slice,
    &refusal_slice,
    &link_slice,
    &account_slice,
    &contact_slice,
    &outbox_slice,
    &product_slice,
    &pipeline_slice,
    &rate_slice,
    &stages_slice,
    &deal_slice,
    &silence_slice,
    &assignment_slice,
    &certificate_slice,
    &promise_slice,
    &promise_list_slice,
    &ask_slice,
    &slot_slice,
    &cadence_slice,
    &touch_slice,
    &readback_slice,
    &enquiry_slice,
    &fact_slice,
    &alternative_slice,
    &question_slice,
    &party_slice,
    &party_deal_slice,
    &approval_slice,
    &notice_slice,
    &complaint_slice,
    &buyer_slice,
    &message_slice,
    &consult_slice,
    &room_slice,
    &today_slice,
    &forecast_slice,
    &results_slice,
    &report_slice,
    &import_slice,
    &import_mapping_slice,
    &export_slice,
    &exchange_slice,
    &view_slice,
    &bulk_slice,
};
/* clang-format on */
const size_t n_slices = COUNT(slices);
