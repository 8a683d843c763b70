// SPDX-License-Identifier: MIT
// Why is this chunk not huge? One question the kernel asks in a PMD fault is
// one rule, one file (rule-NAME.c), pure over what is known of the chunk. They
// stand in the order in which the kernel asks.
#pragma once

#include "base/registry.h"
#include "base/strbuf.h"
#include "explain/chunk.h"

enum answer {
	ANSWER_SATISFIED,
	ANSWER_BLOCKS,         // PTE
	ANSWER_FAULTS,         // neither: SIGBUS
	ANSWER_REFUSED,        // nor is there a mapping
	ANSWER_DEGRADES,       // PTE or PMD, not decided beforehand
	ANSWER_UNKNOWN,        // a fact it rests on is missing
	ANSWER_NOT_APPLICABLE, // the kernel does not ask it here
};

#define ANSWERS (ANSWER_NOT_APPLICABLE + 1)

// Of what the kernel asks it.
enum rule_scope { RULE_OF_FILES, RULE_OF_DEVICES, RULE_OF_BOTH };

struct rule {
	const char *name;
	const char *summary; // the question
	unsigned order;      // as the kernel asks
	enum rule_scope scope;
	const char *rests_on;    // facts
	const char *consequence; // of not being satisfied
	const char *reference;   // where the kernel asks it
	enum answer (*examine)(const struct chunk_view *v);
	// What would change it: the exact command, appended.
	void (*remedy)(const struct scene *s, struct strbuf *out);
};

REGISTRY(rule);

const char *answer_name(enum answer a);

// Of what must be so for a chunk to be huge.
static inline enum answer answer_of(enum tri must)
{
	return must == TRI_YES  ? ANSWER_SATISFIED
	       : must == TRI_NO ? ANSWER_BLOCKS
				: ANSWER_UNKNOWN;
}

struct prediction {
	enum chunk_class class;
	const struct rule *rule; // the reason; NULL: nothing stands against
};

// "chunk 3 is PTE by 'eof' (consequence): remedy", appended.
void rule_sentence(const struct prediction *p, const struct scene *s,
		   uint64_t chunk, struct strbuf *out);

#define RULES_MAX 64

struct rules {
	const struct rule *v[RULES_MAX];
	size_t n;
};

// What one rule said, of how many chunks.
struct rule_answers {
	uint64_t chunks[ANSWERS];
};

// examine(), or not applicable where the rule is of another scope.
enum answer rule_ask(const struct rule *r, const struct chunk_view *v);
// Every registered rule, by order.
void rules_collect(struct rules *r);
// The first that blocks or faults, else the first unknown, else the first that
// degrades.
void rules_predict(const struct rules *r, const struct chunk_view *v,
		   struct prediction *ret);
