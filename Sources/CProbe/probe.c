/* Compiled so that a change of the header rebuilds what imports it: SwiftPM follows C files, not module maps. */
#include "CProbe.h"
