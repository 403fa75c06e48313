# precompile(TARGET): spares clang a third of its time. Not for g++: its builds show that every file includes what it uses.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_library(leapfrog_precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
  file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cpp "")
  target_link_libraries(leapfrog_precompiled PRIVATE leapfrog_options leapfrog_third_party)
  target_precompile_headers(leapfrog_precompiled PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled.h)
endif()

function(precompile target)
  if(TARGET leapfrog_precompiled)
    target_precompile_headers(${target} REUSE_FROM leapfrog_precompiled)
  endif()
endfunction()

# It includes the kernel's sched_param, and the precompiled headers have glibc's.
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/base/scheduling.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
