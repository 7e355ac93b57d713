package org.mmaparrays.internal.stores;

import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;

/** Refuses a member where files hold one array, once for all stores. */
public final class MemberCheck {
  private MemberCheck() {}

  public static void check(ArrayRef ref, ArrayStore store) throws UnsupportedArrayException {
    if (ref.member().isPresent() && !store.capabilities().contains(Capability.MEMBERS)) {
      throw new UnsupportedArrayException(
          ref.file(),
          "a " + store.name() + " file holds one array and has no member '" + ref.member().get()
              + "'; drop what"
              + " follows '#'");
    }
  }
}
