@NullMarked
package lab.lancer.annotation;

import org.jspecify.annotations.NullMarked;
