package app

import (
	"encoding/json"
	"reflect"
)

// encode writes v as JSON in which every list is a list and every map an object: what Go calls nil would reach the page
// as null, and each reader would have to remember it. Only pointers can be null. v itself is left as it is, because
// parts of it may be shared.
func encode(v any) ([]byte, error) {
	if v == nil {
		return json.Marshal(v)
	}
	return json.Marshal(filled(reflect.ValueOf(v)).Interface())
}

func filled(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Slice:
		full := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			full.Index(i).Set(filled(v.Index(i)))
		}
		return full
	case reflect.Map:
		full := reflect.MakeMapWithSize(v.Type(), v.Len())
		for entry := v.MapRange(); entry.Next(); {
			full.SetMapIndex(entry.Key(), filled(entry.Value()))
		}
		return full
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		full := reflect.New(v.Type().Elem())
		full.Elem().Set(filled(v.Elem()))
		return full
	case reflect.Struct:
		full := reflect.New(v.Type()).Elem()
		full.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				full.Field(i).Set(filled(v.Field(i)))
			}
		}
		return full
	}
	return v
}
