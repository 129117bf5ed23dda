/* The probe's ioctls and memory lines, for Swift. */
#ifndef CPROBE_H
#define CPROBE_H

#include "../../../images/probe/dmaroute_probe.h"

#endif
