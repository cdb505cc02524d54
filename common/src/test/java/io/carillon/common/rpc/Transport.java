package io.carillon.common.rpc;

/** The ways in which a distributor or querier may reach an ingester. */
enum Transport {
  /** The very objects. */
  DIRECT,
  /** gRPC without sockets. */
  IN_PROCESS,
  /** gRPC over a real socket of the loopback interface. */
  NETTY
}
