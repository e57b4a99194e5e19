/* Fast Ed25519 arithmetic for checking ballots: an optional twin of the PyNaCl path in groups.
 *
 * Everything here is public data of a published archive. The code runs in variable time on purpose
 * and must never see a secret exponent; keys, credentials and decryptions stay with libsodium.
 *
 * What makes it faster than one libsodium call per power (docs/decisions/accelerator.md):
 *   - one base serves two commitments and its own subgroup test, so its multiples by 2^32, 2^64,
 *     ... 2^224 are computed once and each power needs 32 doublings instead of 253;
 *   - g and the election key have wide tables, made once, that ride on the same 32 doublings;
 *   - all results of a ballot share one field inversion.
 *
 * Reading order: accelerator_field.h, accelerator_points.h, and here: tables, powers, then what
 * Python calls.
 */
#include "accelerator_points.h"

/* ---------------------------------------------------------------- exponents and tables
 * An exponent below q becomes signed odd digits, at least WIDTH places apart ("width-w NAF").
 * The digit at place 32 s + j is served by the table of the multiples of 2^(32 s) P in step j. */

enum { ROWS = 8, STEPS = 32, NARROW = 4, WIDE = 10 };
enum { NARROW_SIZE = 1 << (NARROW - 2), WIDE_SIZE = 1 << (WIDE - 2) };

typedef int16_t digits[ROWS * STEPS];
typedef struct { addend odd[ROWS][NARROW_SIZE]; } narrow_table; /* P, 3P, 5P, 7P, per row */
typedef struct linli_table { affine odd[ROWS][WIDE_SIZE]; } linli_table; /* P ... 511P */

static const uint8_t ORDER[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                  0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};

static int below_order(const uint8_t exponent[32])
{
    for (int i = 31; i >= 0; i--)
        if (exponent[i] != ORDER[i]) return exponent[i] < ORDER[i];
    return 0;
}

static void recode(digits out, const uint8_t exponent[32], int width)
{
    u64 word[5] = {0};
    for (int i = 0; i < 32; i++) word[i / 8] |= (u64)exponent[i] << (8 * (i % 8));
    memset(out, 0, sizeof(digits));
    int borrowed = 0;
    for (int place = 0; place < 256;) {
        int index = place / 64, shift = place % 64;
        u64 bits = word[index] >> shift;
        if (shift + width > 64) bits |= word[index + 1] << (64 - shift);
        int digit = (int)(bits & (((u64)1 << width) - 1)) + borrowed;
        if (!(digit & 1)) {
            place++;
            continue;
        }
        borrowed = digit >> (width - 1);
        out[place] = (int16_t)(digit - (borrowed << width));
        place += width;
    }
}

static void make_narrow(narrow_table *table, const point *base, int rows)
{
    point p = *base, odd, two;
    addend step;
    for (int row = 0; row < rows; row++) {
        if (row) doubled(&p, &p, STEPS);
        odd = p;
        doubled(&two, &p, 1);
        to_addend(&step, &two);
        to_addend(&table->odd[row][0], &p);
        for (int i = 1; i < NARROW_SIZE; i++) {
            plus_addend(&odd, &odd, &step);
            to_addend(&table->odd[row][i], &odd);
        }
    }
}

static int make_wide(linli_table *table, point p)
{
    enum { COUNT = ROWS * WIDE_SIZE };
    point *odd = malloc(COUNT * sizeof *odd), two;
    fe *inverse = malloc(COUNT * sizeof *inverse), x, y, xy;
    int status = odd && inverse ? FINE : NO_MEMORY;
    for (int row = 0; status == FINE && row < ROWS; row++) {
        point *line = odd + row * WIDE_SIZE;
        line[0] = p;
        doubled(&two, &p, 1);
        for (int i = 1; i < WIDE_SIZE; i++) plus_point(line + i, line + i - 1, &two);
        doubled(&p, &p, STEPS);
    }
    if (status == FINE) invert_all(odd, inverse, COUNT);
    for (int i = 0; status == FINE && i < COUNT; i++) {
        affine *entry = &table->odd[i / WIDE_SIZE][i % WIDE_SIZE];
        mul(&x, &odd[i].X, inverse + i), mul(&y, &odd[i].Y, inverse + i), mul(&xy, &x, &y);
        add(&entry->plus, &y, &x), sub(&entry->minus, &y, &x), mul(&entry->t, &xy, &D2);
    }
    free(odd), free(inverse);
    return status;
}

/* ---------------------------------------------------------------- powers */

typedef struct { const linli_table *table; digits digit; } fixed_power;

/* base^exponent times the powers of fixed bases, all on the same doublings: 32 where the base has
 * all rows of its table, 253 where it has one. The latter is cheaper for a single power. */
static void power(point *p, const narrow_table *base, int rows, const digits exponent,
                  const fixed_power *fixed, int fixed_count)
{
    int steps = ROWS * STEPS / rows;
    open_point o = OPEN_IDENTITY;
    int begun = 0; /* the identity need not be doubled: a print of the base itself is cheap */
    for (int step = steps - 1; step >= 0; step--) {
        if (begun) twice_open(&o);
        for (int row = 0; row < rows; row++) {
            int place = steps * row + step, digit = exponent[place];
            if (digit) {
                begun = 1;
                close_point(p, &o);
                sum_addend(&o, p, &base->odd[row][abs(digit) / 2], digit < 0);
            }
            for (int f = 0; f < fixed_count; f++) {
                if (!(digit = fixed[f].digit[place])) continue;
                begun = 1;
                close_point(p, &o);
                sum_affine(&o, p, &fixed[f].table->odd[row][abs(digit) / 2], digit < 0);
            }
        }
    }
    close_point(p, &o);
}

static int in_subgroup(const narrow_table *table, int rows) /* P^q = 1, with P's own table */
{
    digits order;
    point p;
    recode(order, ORDER, NARROW);
    power(&p, table, rows, order, NULL, 0);
    return is_identity(&p);
}

/* ---------------------------------------------------------------- what Python calls
 * Elements are texts of 64 characters, one after the other. A function answers FINE or why it
 * refused; *which is then the first text refused. */

/* Whether every text is an element: canonical, on the curve, in the subgroup of prime order. */
int linli_check(const char *texts, size_t count, size_t *which)
{
    for (*which = 0; *which < count; ++*which) {
        point p;
        narrow_table table;
        int status = read_point(&p, texts + 64 * *which);
        if (status != FINE) return status;
        make_narrow(&table, &p, 1);
        if (!in_subgroup(&table, 1)) return OUTSIDE_SUBGROUP;
    }
    return FINE;
}

/* The wide table of an element that many powers share; NULL without memory, or off the curve. */
linli_table *linli_table_new(const char *text)
{
    point p;
    linli_table *table = read_point(&p, text) == FINE ? malloc(sizeof *table) : NULL;
    if (table && make_wide(table, p) != FINE) free(table), table = NULL;
    return table;
}

void linli_table_free(linli_table *table) { free(table); }

/* The sum of digit * bucket[digit], in two additions a bucket. */
static void add_buckets(point *total, const point *bucket, int highest)
{
    point running = IDENTITY;
    for (int digit = highest; digit > 0; digit--) {
        plus_point(&running, &running, bucket + digit);
        plus_point(total, total, &running);
    }
}

/* For each column, the product over the rows of element^weight: weights being small, points of
 * equal digit meet in a bucket. Texts stand row by row. They are read strictly but not
 * tested for the subgroup, because their ballots have been. */
int linli_weighted_products(const char *texts, size_t row_count, size_t column_count,
                            const uint64_t *weights, char *results, size_t *which)
{
    enum { BUCKETS = 256 };
    int width = row_count > 300 ? 8 : 5; /* few rows would leave most of many buckets empty */
    int status = FINE;
    u64 all = 0;
    point *points = malloc((row_count + 1) * sizeof *points);
    point *result = malloc((column_count + 1) * sizeof *result);
    point *bucket = malloc(BUCKETS * sizeof *bucket);
    if (!points || !result || !bucket) status = NO_MEMORY;
    for (size_t i = 0; i < row_count; i++) all |= weights[i];
    for (size_t column = 0; status == FINE && column < column_count; column++) {
        point *total = result + column;
        *total = IDENTITY;
        for (size_t i = 0; status == FINE && i < row_count; i++) {
            *which = i * column_count + column;
            status = read_point(points + i, texts + 64 * *which);
        }
        for (int shift = 63 / width * width; status == FINE && shift >= 0; shift -= width) {
            int highest = 0;
            if (!(all >> shift)) continue;
            for (int i = 0; i < 1 << width; i++) bucket[i] = IDENTITY;
            for (size_t i = 0; i < row_count; i++) {
                int digit = (int)(weights[i] >> shift & ((1 << width) - 1));
                if (digit > highest) highest = digit;
                if (digit) plus_point(bucket + digit, bucket + digit, points + i);
            }
            doubled(total, total, width);
            add_buckets(total, bucket, highest);
        }
    }
    if (status == FINE) status = write_points(results, result, column_count);
    free(points), free(result), free(bucket);
    return status;
}

/* The product of texts[i]^exponents[i], for what is asked now and then; exponents below the order. */
int linli_product_of_powers(const char *texts, const uint8_t *exponents, size_t count,
                            char *result, size_t *which)
{
    point product = IDENTITY, p;
    narrow_table table;
    digits exponent;
    for (*which = 0; *which < count; ++*which, texts += 64, exponents += 32) {
        int status = read_point(&p, texts);
        if (status == FINE && !below_order(exponents)) status = LARGE_EXPONENT;
        if (status != FINE) return status;
        make_narrow(&table, &p, 1);
        recode(exponent, exponents, NARROW);
        power(&p, &table, 1, exponent, NULL, 0);
        plus_point(&product, &product, &p);
    }
    return write_points(result, &product, 1);
}

/* Everything that one ballot asks: for each base in turn its membership and its commitments. */
typedef struct linli_base { int32_t factor_count, member, row_count; } linli_base;

static int asks_print(const uint8_t row[96]) /* g^0 * y^0 * base^1 */
{
    static const uint8_t print[96] = {[64] = 1};
    return memcmp(row, print, sizeof print) == 0;
}

/* Commitments g^a * y^b * base^c. A base is the product of the texts named by the next
 * `factor_count` of `factors`; texts stand in the order in which `factors` first names them. Of a
 * `member` the subgroup is tested, with its own table. Each row has three exponents of 32 bytes,
 * little-endian. Results stand in the order of the rows. */
int linli_commitments(const linli_table *g, const linli_table *y, const char *texts,
                      size_t text_count, const linli_base *bases, size_t base_count,
                      const int32_t *factors, const uint8_t *exponents, size_t result_count,
                      char *results, size_t *which)
{
    int status = FINE;
    size_t read = 0;
    fixed_power fixed[2] = {{.table = g}, {.table = y}};
    digits exponent;
    narrow_table table;
    point *points = malloc((text_count + 1) * sizeof *points);
    point *result = malloc((result_count + 1) * sizeof *result), *next = result;
    if (!points || !result) status = NO_MEMORY;
    for (const linli_base *b = bases; status == FINE && b < bases + base_count; b++) {
        point p = IDENTITY;
        for (int i = 0; status == FINE && i < b->factor_count; i++) {
            *which = (size_t)*factors++;
            if (*which == read) status = read_point(points + read, texts + 64 * read), read++;
            if (status == FINE) plus_point(&p, &p, points + *which);
        }
        if (status != FINE) break;
        int powers = b->member;
        for (int row = 0; row < b->row_count; row++) powers += !asks_print(exponents + 96 * row);
        int rows = powers > 1 ? ROWS : 1;
        make_narrow(&table, &p, rows);
        if (b->member && !in_subgroup(&table, rows)) status = OUTSIDE_SUBGROUP;
        for (int row = 0; status == FINE && row < b->row_count; row++, exponents += 96) {
            for (int i = 0; i < 3; i++)
                if (!below_order(exponents + 32 * i)) status = LARGE_EXPONENT;
            recode(fixed[0].digit, exponents, WIDE), recode(fixed[1].digit, exponents + 32, WIDE);
            recode(exponent, exponents + 64, NARROW);
            power(next++, &table, rows, exponent, fixed, 2);
        }
    }
    if (status == FINE) status = write_points(results, result, result_count);
    free(points), free(result);
    return status;
}
