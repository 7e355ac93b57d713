package org.mmaparrays.compute.internal.loops;

/** The module of the Vector API: an incubating one, which is present only if the JVM is started with it. */
public final class VectorModule {
  private static final boolean PRESENT =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  private VectorModule() {}

  public static boolean isPresent() {
    return PRESENT;
  }

  /** Returns an object of a class of this package that needs the Vector API: by name, so that nothing else loads its class. */
  static <T> T make(Class<T> type, String name) {
    try {
      return Class.forName(VectorModule.class.getPackageName() + "." + name)
          .asSubclass(type)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the Vector API is present, but not as this class needs it", e);
    }
  }
}
