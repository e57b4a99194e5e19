/* Points of -x^2 + y^2 = 1 + d x^2 y^2 for the accelerator, and their text.
 *
 * Extended coordinates x = X/Z, y = Y/Z, xy = T/Z; the formulas are complete, so the identity and
 * points of small order need no special case. A sum or double is first left "open", as four
 * factors: what is needed next decides whether T is worth a product. */

#include <stdlib.h>

#include "accelerator_field.h"

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
