// SPDX-License-Identifier: MIT
#include "run/start-line.h"

void start_line_init(struct start_line *l, unsigned n)
{
	*l = (struct start_line){ PTHREAD_MUTEX_INITIALIZER,
				  PTHREAD_COND_INITIALIZER, n, false };
}

bool start_line_pass(struct start_line *l)
{
	(void)pthread_mutex_lock(&l->lock);
	if (l->missing && --l->missing == 0)
		(void)pthread_cond_broadcast(&l->changed);
	while (l->missing && !l->called_off)
		(void)pthread_cond_wait(&l->changed, &l->lock);
	bool go = !l->called_off;
	(void)pthread_mutex_unlock(&l->lock);
	return go;
}

void start_line_call_off(struct start_line *l)
{
	(void)pthread_mutex_lock(&l->lock);
	l->called_off = true;
	(void)pthread_cond_broadcast(&l->changed);
	(void)pthread_mutex_unlock(&l->lock);
}
