// Which of our threads the kernel lets run first where there are more than processors.
#pragma once

namespace leapfrog {

// For threads that are awaited and have little to do each time: the calling thread asks for short slices of
// the processor and in return is let in as soon as it wakes, even where another thread is in the middle of
// its slice (several milliseconds). Linux 6.12 or newer; older kernels take no notice. Threads it starts
// inherit it.
void run_promptly();

// For work that may wait: the calling thread and those it starts get what others leave, and always a tenth or
// so.
void run_behind();

}  // namespace leapfrog
