package io.carillon.common.rpc;

import io.carillon.common.net.HostPort;
import org.jspecify.annotations.Nullable;

/** Where instances listen for gRPC, as membership tells. Thread-safe, cheap to ask. */
@FunctionalInterface
public interface AddressBook {
  /** The last known address of an instance; null while none is known. */
  @Nullable HostPort grpcAddress(String instanceId);
}
