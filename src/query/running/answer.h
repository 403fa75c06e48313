// A computed answer as it is kept and given out: the kind's own fields as JSON text, packed when long, with
// its receipt.
#pragma once

#include <memory>
#include <string>

#include "query/running/data_state.h"
#include "query/running/grounds.h"
#include "query/running/receipt.h"

namespace leapfrog::query {

class Answer {
 public:
  // `fields` is the text of an object with at least one field.
  Answer(std::string fields, Receipt receipt);

  std::string fields() const;
  const Receipt& receipt() const { return receipt_; }
  std::size_t bytes() const { return text_.size() + 1000; }  // roughly what it takes in memory

  std::size_t length() const { return length_; }  // of fields()

  // By what it is told whether the answer would come out the same now.
  struct Basis {
    DataStamp rows;
    std::string settings;
    Grounds grounds;
  };
  Basis basis;

 private:
  std::string text_;
  std::size_t length_;  // of the text, unpacked
  bool packed_ = false;
  Receipt receipt_;
};
using AnswerPtr = std::shared_ptr<const Answer>;

// What stands in the response besides the answer.
struct Circumstances {
  std::string cache_key;
  bool is_cached = false;
  std::string query_status;  // JSON text; "": none
};

// The response: the answer's fields, receipt, is_cached, last_refresh, … as JSON text.
std::string response_text(const Answer& answer, const Circumstances& circumstances);

}  // namespace leapfrog::query
