/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "import/map/words.h"

#define WORD_LENGTH_MAX 64

/* Separated by '|'. What is in a list is never taken for a slip of its neighbour (Iran, Iraq). */
static const char sectors[] =
    "advertising|aerospace|agriculture|automotive|banking|biotechnology|business services|"
    "chemicals|communications|construction|consulting|consumer goods|defense|education|electronics|"
    "employment|energy|engineering|entertainment|environmental|finance|financial services|food|"
    "government|healthcare|hospitality|insurance|legal|logistics|machinery|manufacturing|marketing|"
    "media|medical|mining|non-profit|pharmaceuticals|professional services|public sector|"
    "publishing|real estate|recreation|retail|services|shipping|software|technology|"
    "telecommunications|textiles|transportation|travel|utilities|wholesale";

static const char countries[] =
    "Afghanistan|Albania|Algeria|Andorra|Angola|Antigua and Barbuda|Argentina|Armenia|Australia|"
    "Austria|Azerbaijan|Bahamas|Bahrain|Bangladesh|Barbados|Belarus|Belgium|Belize|Benin|Bhutan|"
    "Bolivia|Bosnia and Herzegovina|Botswana|Brazil|Brunei|Bulgaria|Burkina Faso|Burundi|Cambodia|"
    "Cameroon|Canada|Cape Verde|Central African Republic|Chad|Chile|China|Colombia|Comoros|Congo|"
    "Costa Rica|Croatia|Cuba|Cyprus|Czechia|Czech Republic|Denmark|Djibouti|Dominica|"
    "Dominican Republic|Ecuador|Egypt|El Salvador|Equatorial Guinea|Eritrea|Estonia|Eswatini|"
    "Ethiopia|Fiji|Finland|France|Gabon|Gambia|Georgia|Germany|Ghana|Greece|Grenada|Guatemala|"
    "Guinea|Guinea-Bissau|Guyana|Haiti|Honduras|Hong Kong|Hungary|Iceland|India|Indonesia|Iran|"
    "Iraq|Ireland|Israel|Italy|Ivory Coast|Jamaica|Japan|Jordan|Kazakhstan|Kenya|Kiribati|Korea|"
    "Kosovo|Kuwait|Kyrgyzstan|Laos|Latvia|Lebanon|Lesotho|Liberia|Libya|Liechtenstein|Lithuania|"
    "Luxembourg|Macao|Madagascar|Malawi|Malaysia|Maldives|Mali|Malta|Marshall Islands|Mauritania|"
    "Mauritius|Mexico|Micronesia|Moldova|Monaco|Mongolia|Montenegro|Morocco|Mozambique|Myanmar|"
    "Namibia|Nauru|Nepal|Netherlands|New Zealand|Nicaragua|Niger|Nigeria|North Korea|"
    "North Macedonia|Norway|Oman|Pakistan|Palau|Panama|Papua New Guinea|Paraguay|Peru|Philippines|"
    "Poland|Portugal|Puerto Rico|Qatar|Romania|Russia|Rwanda|Saint Lucia|Samoa|San Marino|"
    "Saudi Arabia|Senegal|Serbia|Seychelles|Sierra Leone|Singapore|Slovakia|Slovenia|"
    "Solomon Islands|Somalia|South Africa|South Korea|South Sudan|Spain|Sri Lanka|Sudan|Suriname|"
    "Sweden|Switzerland|Syria|Taiwan|Tajikistan|Tanzania|Thailand|Timor-Leste|Togo|Tonga|Tunisia|"
    "Turkey|Turkmenistan|Tuvalu|Uganda|Ukraine|United Arab Emirates|United Kingdom|United States|"
    "Uruguay|Uzbekistan|Vanuatu|Vatican City|Venezuela|Vietnam|Yemen|Zambia|Zimbabwe";

struct str squash(struct arena *a, struct str s)
{
    struct str folded = fold(a, s);
    char *p = arena_alloc(a, folded.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < folded.n; i++) {
        unsigned char c = (unsigned char)folded.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80)
            p[n++] = folded.p[i];
    }
    return (struct str){ p, n };
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many letters to add, leave out, change or swap with their neighbour. */
static size_t slips(struct str a, struct str b)
{
    size_t rows[3][WORD_LENGTH_MAX + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.n; j++)
        last[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t change = last[j - 1] + (a.p[i - 1] != b.p[j - 1]);
            now[j] = least(change, least(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
        size_t *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return last[b.n];
}

static struct str meant(struct arena *a, struct str list, struct str given)
{
    struct str word = squash(a, given), best = STR_NONE;
    size_t allowed = word.n >= 9 ? 2 : 1, fewest = allowed + 1;
    if (word.n < 5 || word.n > WORD_LENGTH_MAX)
        return STR_NONE;
    while (list.n) {
        struct str usual = str_split(list, '|', &list), other = squash(a, usual);
        if (str_same(word, other))
            return STR_NONE;
        if (other.n > word.n + allowed || word.n > other.n + allowed || other.p[0] != word.p[0])
            continue;
        size_t n = slips(word, other);
        if (n < fewest) {
            fewest = n;
            best = usual;
        }
    }
    return best;
}

struct str sector_meant(struct arena *a, struct str sector)
{
    return meant(a, str_of(sectors), sector);
}

struct str country_meant(struct arena *a, struct str country)
{
    return meant(a, str_of(countries), country);
}
