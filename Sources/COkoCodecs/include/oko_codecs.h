#ifndef OKO_CODECS_H
#define OKO_CODECS_H
const char *oko_codecs_versions(void);
#endif
