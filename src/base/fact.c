// SPDX-License-Identifier: MIT
#include "base/fact.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"

void facts_release(struct facts *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->v[i].key);
		free(f->v[i].text);
		free(f->v[i].source);
		free(f->v[i].reason);
	}
	free(f->v);
	*f = (struct facts){ 0 };
}

static struct fact *add(struct facts *f, const char *key, const char *source)
{
	if (f->n == f->cap) {
		f->cap = f->cap ? 2 * f->cap : 16;
		f->v = xreallocarray(f->v, f->cap, sizeof(*f->v));
	}
	struct fact *fact = &f->v[f->n++];
	*fact = (struct fact){
		.key = xstrdup(key),
		.source = xstrdup(source ? source : ""),
		.unit = "",
	};
	return fact;
}

void facts_text(struct facts *f, const char *key, const char *source,
		const char *value)
{
	struct fact *fact = add(f, key, source);

	fact->type = FACT_TEXT;
	fact->text = xstrdup(value);
}

void facts_textf(struct facts *f, const char *key, const char *source,
		 const char *fmt, ...)
{
	struct fact *fact = add(f, key, source);
	va_list ap;

	fact->type = FACT_TEXT;
	va_start(ap, fmt);
	fact->text = xvasprintf(fmt, ap);
	va_end(ap);
}

static void number(struct facts *f, const char *key, const char *source,
		   enum fact_type type, uint64_t value, const char *unit)
{
	struct fact *fact = add(f, key, source);

	fact->type = type;
	fact->number = value;
	fact->unit = unit;
}

void facts_count(struct facts *f, const char *key, const char *source,
		 uint64_t value, const char *unit)
{
	number(f, key, source, FACT_COUNT, value, unit ? unit : "");
}

void facts_bytes(struct facts *f, const char *key, const char *source,
		 uint64_t value)
{
	number(f, key, source, FACT_BYTES, value, "bytes");
}

void facts_bool(struct facts *f, const char *key, const char *source,
		bool value)
{
	number(f, key, source, FACT_BOOL, value, "");
}

void facts_unknown(struct facts *f, const char *key, const char *source,
		   enum fact_status status, const char *fmt, ...)
{
	struct fact *fact = add(f, key, source);
	va_list ap;

	fact->status = status;
	va_start(ap, fmt);
	fact->reason = xvasprintf(fmt, ap);
	va_end(ap);
}

enum fact_status fact_status_of(int negative_errno)
{
	switch (-negative_errno) {
	case ENOENT:
	case ENODEV:
	case ENXIO:
		return FACT_ABSENT;
	case EACCES:
	case EPERM:
		return FACT_DENIED;
	case ENOTTY:
	case EOPNOTSUPP:
	case ENOSYS:
	case EINVAL:
		return FACT_UNSUPPORTED;
	default:
		return FACT_ERROR;
	}
}

const char *fact_status_name(enum fact_status status)
{
	static const char *const names[] = {
		[FACT_KNOWN] = "known",   [FACT_ABSENT] = "absent",
		[FACT_DENIED] = "denied", [FACT_UNSUPPORTED] = "unsupported",
		[FACT_ERROR] = "error",
	};
	_Static_assert(ARRAY_SIZE(names) == FACT_ERROR + 1, "a name each");
	return names[status];
}

const struct fact *facts_find(const struct facts *f, const char *key)
{
	facts_for_each (it, f)
		if (strcmp(it->key, key) == 0)
			return it;
	return NULL;
}

const char *facts_get_text(const struct facts *f, const char *key)
{
	const struct fact *fact = facts_find(f, key);

	if (!fact || fact->status != FACT_KNOWN || fact->type != FACT_TEXT)
		return NULL;
	return fact->text;
}

void facts_append(struct facts *to, const char *prefix,
		  const struct facts *from)
{
	facts_for_each (it, from) {
		cleanup_free char *key = xasprintf("%s%s", prefix, it->key);
		struct fact *fact = add(to, key, it->source);

		fact->status = it->status;
		fact->type = it->type;
		fact->number = it->number;
		fact->unit = it->unit;
		fact->text = xstrdup(it->text);
		fact->reason = xstrdup(it->reason);
	}
}

void fact_put(const struct fact *fact, struct strbuf *out)
{
	char size[BYTES_TEXT_MAX];

	switch (fact->type) {
	case FACT_TEXT:
		strbuf_puts(out, fact->text);
		break;
	case FACT_BOOL:
		strbuf_puts(out, fact->number ? "yes" : "no");
		break;
	case FACT_BYTES:
		strbuf_puts(out, format_bytes_arg(fact->number, size));
		break;
	case FACT_COUNT:
		strbuf_printf(out, "%" PRIu64, fact->number);
		break;
	}
}
