// Which of our threads the kernel lets run first where there are more than processors.
#pragma once

namespace leapfrog {

// For threads that are awaited and have little to do each time: the calling thread asks for short slices of
// the processor and in return is let in as soon as it wakes, even where another thread is in the middle of
// its slice (several milliseconds). Linux 6.12 or newer; older kernels take no notice. Threads it starts
// inherit it.
void run_promptly();

// For work that may wait: the calling thread and those it starts get a third of what others do where there is
// too little. Their slices stay as they are: a thread with long ones waits for others' each time it wakes,
// and what passes many hands then takes long.
void run_behind();

}  // namespace leapfrog
