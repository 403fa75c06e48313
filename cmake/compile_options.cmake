# One interface target carries the flags of every target of ours.
add_library(leapfrog_options INTERFACE)
target_compile_options(leapfrog_options INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align
  -Wconversion -Wno-sign-conversion -Wnull-dereference -march=x86-64-v2 -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # They report code inside the standard library of g++ 12 that is fine; those of the second line where its headers are
  # precompiled, because then it does not count as a system's.
  target_compile_options(leapfrog_options INTERFACE -Wno-restrict -Wno-null-dereference
    -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # The libstdc++ of g++ 12 guards std::expected behind a concepts version that clang 19 only reports when told.
  # Through precompiled headers clang also reports what libstdc++ does with its own deprecated parts; g++ reports ours.
  target_compile_options(leapfrog_options INTERFACE -D__cpp_concepts=202002L -Wno-builtin-macro-redefined
    "SHELL:-Xclang -fno-pch-timestamp" -Wno-deprecated-declarations)
endif()
if(LEAPFROG_SANITIZE)
  target_compile_options(leapfrog_options INTERFACE -fsanitize=${LEAPFROG_SANITIZE} -fno-sanitize-recover=all -O0 -g1)
  target_link_options(leapfrog_options INTERFACE -fsanitize=${LEAPFROG_SANITIZE})
  if(LEAPFROG_FUZZ)
    target_compile_options(leapfrog_options INTERFACE -fsanitize=fuzzer-no-link)
  endif()
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(leapfrog_options INTERFACE -g1)
endif()
target_link_options(leapfrog_options INTERFACE -fuse-ld=mold)

# What a test itself does takes no time worth optimizing for; what it tests is compiled as it is released.
set(LEAPFROG_TEST_OPTIONS "")
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(LEAPFROG_TEST_OPTIONS -O1)
endif()
