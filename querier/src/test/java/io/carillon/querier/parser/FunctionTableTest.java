package io.carillon.querier.parser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FunctionTableTest {
  @Test
  void hasTheFunctionsOfPrometheus() {
    List<FunctionSignature> all = FunctionTable.all();

    assertThat(all).hasSize(90);
    assertThat(all.stream().filter(FunctionSignature::isExperimental)).hasSize(17);
    assertThat(all).extracting(FunctionSignature::name).isSorted().doesNotHaveDuplicates();
    assertThat(FunctionTable.find("holt_winters")).isNull();
  }

  @Test
  void knowsTheirTypes() {
    FunctionSignature quantiles = Objects.requireNonNull(FunctionTable.find("histogram_quantiles"));

    assertThat(quantiles.argTypes())
        .containsExactly(ValueType.VECTOR, ValueType.STRING, ValueType.SCALAR, ValueType.SCALAR);
    assertThat(quantiles.variadic()).isEqualTo(9);
    assertThat(quantiles.returnType()).isEqualTo(ValueType.VECTOR);
  }
}
