/* Fast Ed25519 arithmetic for checking ballots: an optional twin of the PyNaCl path in groups.py.
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
 * Reading order: field, points, text, tables, powers, then what Python calls.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t u64;
typedef unsigned __int128 u128;

/* ---------------------------------------------------------------- field: integers mod 2^255 - 19
 * Five limbs of 51 bits. A product accepts limbs below 2^54 and returns limbs below 2^51 + 2^13
 * ("reduced"). One addition or one subtraction of reduced numbers therefore needs no carry. */

typedef struct { u64 limb[5]; } fe;

static const u64 MASK = ((u64)1 << 51) - 1;
static const fe ZERO, ONE = {{1}};
static const fe D = {{0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb,
                      0x52036cee2b6ff}};
static const fe D2 = {{0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977,
                       0x2406d9dc56dff}};
static const fe SQRT_M1 = {{0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e,
                            0x2b8324804fc1d}};

static inline void add(fe *r, const fe *a, const fe *b)
{
    for (int i = 0; i < 5; i++) r->limb[i] = a->limb[i] + b->limb[i];
}

/* b must be reduced: adding 2p keeps every limb from going below zero. */
static inline void sub(fe *r, const fe *a, const fe *b)
{
    r->limb[0] = a->limb[0] + 0xfffffffffffda - b->limb[0];
    for (int i = 1; i < 5; i++) r->limb[i] = a->limb[i] + 0xffffffffffffe - b->limb[i];
}

static inline void carry(fe *r, u128 t0, u128 t1, u128 t2, u128 t3, u128 t4)
{
    t1 += (u64)(t0 >> 51);
    t2 += (u64)(t1 >> 51);
    t3 += (u64)(t2 >> 51);
    t4 += (u64)(t3 >> 51);
    u64 first = ((u64)t0 & MASK) + 19 * (u64)(t4 >> 51); /* 2^255 = 19 */
    r->limb[0] = first & MASK;
    r->limb[1] = ((u64)t1 & MASK) + (first >> 51);
    r->limb[2] = (u64)t2 & MASK;
    r->limb[3] = (u64)t3 & MASK;
    r->limb[4] = (u64)t4 & MASK;
}

#define X(x, y) ((u128)(x) * (y))

/* Inlined into the long loops below, these two run a third slower: too many live registers. */
static __attribute__((noinline)) void mul(fe *r, const fe *a, const fe *b)
{
    const u64 a0 = a->limb[0], a1 = a->limb[1], a2 = a->limb[2], a3 = a->limb[3], a4 = a->limb[4];
    const u64 b0 = b->limb[0], b1 = b->limb[1], b2 = b->limb[2], b3 = b->limb[3], b4 = b->limb[4];
    const u64 c1 = 19 * b1, c2 = 19 * b2, c3 = 19 * b3, c4 = 19 * b4;
    carry(r, X(a0, b0) + X(a1, c4) + X(a2, c3) + X(a3, c2) + X(a4, c1),
          X(a0, b1) + X(a1, b0) + X(a2, c4) + X(a3, c3) + X(a4, c2),
          X(a0, b2) + X(a1, b1) + X(a2, b0) + X(a3, c4) + X(a4, c3),
          X(a0, b3) + X(a1, b2) + X(a2, b1) + X(a3, b0) + X(a4, c4),
          X(a0, b4) + X(a1, b3) + X(a2, b2) + X(a3, b1) + X(a4, b0));
}

static __attribute__((noinline)) void square(fe *r, const fe *a)
{
    const u64 a0 = a->limb[0], a1 = a->limb[1], a2 = a->limb[2], a3 = a->limb[3], a4 = a->limb[4];
    const u64 d0 = 2 * a0, d1 = 2 * a1, d2 = 2 * a2, d3 = 2 * a3, c3 = 19 * a3, c4 = 19 * a4;
    carry(r, X(a0, a0) + X(d1, c4) + X(d2, c3), X(d0, a1) + X(d2, c4) + X(a3, c3),
          X(d0, a2) + X(a1, a1) + X(d3, c4), X(d0, a3) + X(d1, a2) + X(a4, c4),
          X(d0, a4) + X(d1, a3) + X(a2, a2));
}
#undef X

/* r = a^(2^times) * b, the step of the two exponentiations below. */
static void squares_mul(fe *r, const fe *a, int times, const fe *b)
{
    fe power = *a;
    while (times--) square(&power, &power);
    mul(r, &power, b);
}

/* a^(2^250 - 1), the long common part of both exponents; *eleven receives a^11. */
static void power_2_250_1(fe *r, fe *eleven, const fe *a)
{
    fe two, nine, e5, e10, e20, e40, e50, e100, e200; /* e5 = a^(2^5 - 1), and so on */
    square(&two, a);
    squares_mul(&nine, &two, 2, a);
    mul(eleven, &nine, &two);
    squares_mul(&e5, eleven, 1, &nine);
    squares_mul(&e10, &e5, 5, &e5);
    squares_mul(&e20, &e10, 10, &e10);
    squares_mul(&e40, &e20, 20, &e20);
    squares_mul(&e50, &e40, 10, &e10);
    squares_mul(&e100, &e50, 50, &e50);
    squares_mul(&e200, &e100, 100, &e100);
    squares_mul(r, &e200, 50, &e50);
}

static void invert(fe *r, const fe *a) /* a^(p-2) */
{
    fe long_part, eleven;
    power_2_250_1(&long_part, &eleven, a);
    squares_mul(r, &long_part, 5, &eleven);
}

static void power_p58(fe *r, const fe *a) /* a^((p-5)/8), the core of a square root */
{
    fe long_part, eleven;
    power_2_250_1(&long_part, &eleven, a);
    squares_mul(r, &long_part, 2, a);
}

static void to_bytes(uint8_t out[32], const fe *number) /* the one number below p, little-endian */
{
    fe a;
    mul(&a, number, &ONE); /* reduced, so below 2^255 + 2^64: at most one p is left to take off */
    u64 over = (a.limb[0] + 19) >> 51;
    for (int i = 1; i < 5; i++) over = (a.limb[i] + over) >> 51;
    a.limb[0] += 19 * over;
    for (int i = 0; i < 4; i++) a.limb[i + 1] += a.limb[i] >> 51, a.limb[i] &= MASK;
    a.limb[4] &= MASK;
    for (int word = 0; word < 4; word++) {
        u64 bits = a.limb[word] >> 13 * word | a.limb[word + 1] << (51 - 13 * word);
        for (int i = 0; i < 8; i++) out[8 * word + i] = (uint8_t)(bits >> 8 * i);
    }
}

static void from_bytes(fe *a, const uint8_t in[32]) /* the low 255 bits */
{
    u64 word[4] = {0};
    for (int i = 0; i < 32; i++) word[i / 8] |= (u64)in[i] << (8 * (i % 8));
    a->limb[0] = word[0] & MASK;
    a->limb[1] = (word[0] >> 51 | word[1] << 13) & MASK;
    a->limb[2] = (word[1] >> 38 | word[2] << 26) & MASK;
    a->limb[3] = (word[2] >> 25 | word[3] << 39) & MASK;
    a->limb[4] = word[3] >> 12 & MASK;
}

static int equal(const fe *a, const fe *b)
{
    uint8_t left[32], right[32];
    to_bytes(left, a), to_bytes(right, b);
    return memcmp(left, right, 32) == 0;
}

/* ---------------------------------------------------------------- points of -x^2 + y^2 = 1 + d x^2 y^2
 * Extended coordinates x = X/Z, y = Y/Z, xy = T/Z; the formulas are complete, so the identity and
 * points of small order need no special case. A sum or double is first left "open", as four
 * factors: what is needed next decides whether T is worth a product. */

typedef struct { fe X, Y, Z, T; } point;
typedef struct { fe E, F, G, H; } open_point;
typedef struct { fe plus, minus, t, z; } addend; /* Y + X, Y - X, 2dT, 2Z */
typedef struct { fe plus, minus, t; } affine;    /* the same with Z = 1 */

static const point IDENTITY = {{{0}}, {{1}}, {{1}}, {{0}}};
static const open_point OPEN_IDENTITY = {{{0}}, {{1}}, {{1}}, {{1}}};

static inline void close_point(point *r, const open_point *o)
{
    mul(&r->X, &o->E, &o->F);
    mul(&r->Y, &o->G, &o->H);
    mul(&r->Z, &o->F, &o->G);
    mul(&r->T, &o->E, &o->H);
}

static inline void twice(open_point *r, const fe *X, const fe *Y, const fe *Z)
{
    fe a, b, c, s;
    add(&s, X, Y);
    square(&a, X), square(&b, Y), square(&c, Z), square(&s, &s);
    add(&r->H, &a, &b);
    sub(&r->E, &r->H, &s);
    sub(&r->G, &a, &b);
    add(&c, &c, &c);
    add(&r->F, &c, &r->G);
}

static inline void twice_open(open_point *o) /* T of the operand is not needed */
{
    fe X, Y, Z;
    mul(&X, &o->E, &o->F), mul(&Y, &o->G, &o->H), mul(&Z, &o->F, &o->G);
    twice(o, &X, &Y, &Z);
}

/* p + q, or p - q: minus swaps the first two factors of q and the sign of its T. `z` is 2 Zp Zq. */
static inline void sum(open_point *r, const point *p, const fe *plus, const fe *minus, const fe *t,
                       const fe *z, int negative)
{
    fe a, b, c;
    sub(&a, &p->Y, &p->X), add(&b, &p->Y, &p->X);
    mul(&a, &a, negative ? plus : minus), mul(&b, &b, negative ? minus : plus);
    mul(&c, &p->T, t);
    sub(&r->E, &b, &a), add(&r->H, &b, &a);
    sub(negative ? &r->G : &r->F, z, &c), add(negative ? &r->F : &r->G, z, &c);
}

static inline void sum_addend(open_point *r, const point *p, const addend *q, int negative)
{
    fe z;
    mul(&z, &p->Z, &q->z);
    sum(r, p, &q->plus, &q->minus, &q->t, &z, negative);
}

static inline void sum_affine(open_point *r, const point *p, const affine *q, int negative)
{
    fe z;
    add(&z, &p->Z, &p->Z);
    sum(r, p, &q->plus, &q->minus, &q->t, &z, negative);
}

static void to_addend(addend *r, const point *p)
{
    add(&r->plus, &p->Y, &p->X), sub(&r->minus, &p->Y, &p->X);
    mul(&r->t, &p->T, &D2), add(&r->z, &p->Z, &p->Z);
}

static void plus_addend(point *r, const point *p, const addend *q)
{
    open_point o;
    sum_addend(&o, p, q, 0);
    close_point(r, &o);
}

static void plus_point(point *r, const point *p, const point *q)
{
    addend other;
    to_addend(&other, q);
    plus_addend(r, p, &other);
}

static void doubled(point *r, const point *p, int times)
{
    open_point o;
    twice(&o, &p->X, &p->Y, &p->Z);
    while (--times) twice_open(&o);
    close_point(r, &o);
}

static int is_identity(const point *p) { return equal(&p->X, &ZERO) && equal(&p->Y, &p->Z); }

/* The inverses of all Z for the price of one: inverse[i] = 1 / points[i].Z. */
static void invert_all(const point *points, fe *inverse, size_t count)
{
    fe running = ONE;
    for (size_t i = 0; i < count; i++) inverse[i] = running, mul(&running, &running, &points[i].Z);
    invert(&running, &running);
    for (size_t i = count; i-- > 0;) {
        mul(&inverse[i], &inverse[i], &running);
        mul(&running, &running, &points[i].Z);
    }
}

/* ---------------------------------------------------------------- text: 64 hex digits, big-endian
 * The number y + 2^255 * (x mod 2); so text is the byte reverse of RFC 8032's encoding. */

/* Why a text is refused; the order is that of REASONS in accelerator.py. */
enum { FINE, BAD_FORM, OUT_OF_RANGE, OFF_CURVE, OUTSIDE_SUBGROUP, LARGE_EXPONENT, NO_MEMORY };

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; /* upper case is not canonical */
}

static int read_point(point *p, const char *text)
{
    uint8_t bytes[32], canonical[32];
    for (int i = 0; i < 32; i++) {
        int high = hex_digit(text[62 - 2 * i]), low = hex_digit(text[63 - 2 * i]);
        if (high < 0 || low < 0) return BAD_FORM;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    int odd = bytes[31] >> 7;
    bytes[31] &= 0x7f;
    fe y, u, v, x, v3, check, other;
    from_bytes(&y, bytes);
    to_bytes(canonical, &y);
    if (memcmp(bytes, canonical, 32) != 0) return OUT_OF_RANGE;

    square(&u, &y);
    mul(&v, &u, &D);
    sub(&u, &u, &ONE), add(&v, &v, &ONE); /* x^2 = u / v, so x = u v^3 (u v^7)^((p-5)/8), or */
    square(&v3, &v), mul(&v3, &v3, &v);   /* that times a root of -1 */
    square(&x, &v3), mul(&x, &x, &v), mul(&x, &x, &u);
    power_p58(&x, &x);
    mul(&x, &x, &v3), mul(&x, &x, &u);
    square(&check, &x), mul(&check, &check, &v);
    if (!equal(&check, &u)) {
        sub(&other, &ZERO, &check);
        if (!equal(&other, &u)) return OFF_CURVE;
        mul(&x, &x, &SQRT_M1);
    }
    to_bytes(canonical, &x);
    if ((canonical[0] & 1) != odd) {
        if (equal(&x, &ZERO)) return OFF_CURVE; /* a second spelling of x = 0 */
        sub(&x, &ZERO, &x);
    }
    p->X = x, p->Y = y, p->Z = ONE;
    mul(&p->T, &x, &y);
    return FINE;
}

static void write_point(char *text, const point *p, const fe *inverse_z)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t y[32], x[32];
    fe number;
    mul(&number, &p->Y, inverse_z), to_bytes(y, &number);
    mul(&number, &p->X, inverse_z), to_bytes(x, &number);
    y[31] |= (uint8_t)(x[0] << 7);
    for (int i = 0; i < 32; i++) {
        text[62 - 2 * i] = digits[y[i] >> 4];
        text[63 - 2 * i] = digits[y[i] & 15];
    }
}

static int write_points(char *text, const point *points, size_t count)
{
    fe *inverse = malloc((count + 1) * sizeof *inverse);
    if (!inverse) return NO_MEMORY;
    invert_all(points, inverse, count);
    for (size_t i = 0; i < count; i++) write_point(text + 64 * i, points + i, inverse + i);
    free(inverse);
    return FINE;
}

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
 * equal 8-bit digit meet in a bucket. Texts stand row by row. They are read strictly but not
 * tested for the subgroup, because their ballots have been. */
int linli_weighted_products(const char *texts, size_t row_count, size_t column_count,
                            const uint64_t *weights, char *results, size_t *which)
{
    enum { BUCKETS = 256 };
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
        for (int shift = 56; status == FINE && shift >= 0; shift -= 8) {
            int highest = 0;
            if (!(all >> shift)) continue;
            for (int i = 0; i < BUCKETS; i++) bucket[i] = IDENTITY;
            for (size_t i = 0; i < row_count; i++) {
                int digit = (int)(weights[i] >> shift & (BUCKETS - 1));
                if (digit > highest) highest = digit;
                if (digit) plus_point(bucket + digit, bucket + digit, points + i);
            }
            doubled(total, total, 8);
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
