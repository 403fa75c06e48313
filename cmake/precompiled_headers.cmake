# precompile(TARGET): a third of a source's time is reading headers that most include; they are parsed once instead.
# precompile_tests(TARGET): the same with GoogleTest's, for a program of tests. The preset `dev` does without (LEAPFROG_PRECOMPILED=OFF): its
# builds show that every file includes what it uses.
option(LEAPFROG_PRECOMPILED "Parse the headers that most sources include once" ON)

function(add_precompiled name)
  if(NOT LEAPFROG_PRECOMPILED)
    return()
  endif()
  set(empty ${CMAKE_BINARY_DIR}/${name}.cpp)
  file(CONFIGURE OUTPUT ${empty} CONTENT "")
  add_library(${name} OBJECT ${empty})
  target_link_libraries(${name} PRIVATE leapfrog_options leapfrog_third_party)
  target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()

add_precompiled(leapfrog_precompiled ${CMAKE_SOURCE_DIR}/cmake/precompiled.h)
add_precompiled(leapfrog_precompiled_tests ${CMAKE_SOURCE_DIR}/cmake/precompiled.h <gtest/gtest.h> <gmock/gmock.h>)
if(TARGET leapfrog_precompiled_tests)
  target_link_libraries(leapfrog_precompiled_tests PRIVATE GTest::gtest GTest::gmock)
  target_compile_options(leapfrog_precompiled_tests PRIVATE ${LEAPFROG_TEST_OPTIONS})
endif()

function(precompile target)
  if(LEAPFROG_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM leapfrog_precompiled)
  endif()
endfunction()

function(precompile_tests target)
  target_compile_options(${target} PRIVATE ${LEAPFROG_TEST_OPTIONS})
  if(LEAPFROG_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM leapfrog_precompiled_tests)
  endif()
endfunction()

